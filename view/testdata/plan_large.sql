-- Plan 7f3c20b1d9e4 of copy.refresh, made by poco 0.1.0.
-- These are the statements that poco apply runs, step by step; it records each step
-- in the transaction that does it. The rows are relayed by poco itself, so the
-- steps that copy are comments here.
\set ON_ERROR_STOP on
\if :{?run_without_copying}
\else
  \echo This script is for reading. It copies no rows: psql -v run_without_copying=1 runs the rest.
  \quit
\endif

-- ==== copy.refresh, on qa (app@db-qa.internal:5432/shop) ====

SET search_path = public;

-- step 1: copy public.table_000
-- on qa: COPY public.table_000 FROM STDIN;

-- step 2: copy public.table_001
-- on qa: COPY public.table_001 FROM STDIN;

-- step 3: copy public.table_002
-- on qa: COPY public.table_002 FROM STDIN;

-- step 4: copy public.table_003
-- destroys 41 rows of public.table_003
-- on qa: COPY public.table_003 FROM STDIN;

-- step 5: copy public.table_004
-- on qa: COPY public.table_004 FROM STDIN;

-- step 6: copy public.table_005
-- on qa: COPY public.table_005 FROM STDIN;

-- step 7: copy public.table_006
-- on qa: COPY public.table_006 FROM STDIN;

-- step 8: copy public.table_007
-- on qa: COPY public.table_007 FROM STDIN;

-- step 9: copy public.table_008
-- on qa: COPY public.table_008 FROM STDIN;

-- step 10: copy public.table_009
-- on qa: COPY public.table_009 FROM STDIN;

-- step 11: copy public.table_010
-- on qa: COPY public.table_010 FROM STDIN;

-- step 12: copy public.table_011
-- on qa: COPY public.table_011 FROM STDIN;

-- step 13: copy public.table_012
-- on qa: COPY public.table_012 FROM STDIN;

-- step 14: copy public.table_013
-- on qa: COPY public.table_013 FROM STDIN;

-- step 15: copy public.table_014
-- on qa: COPY public.table_014 FROM STDIN;

-- step 16: copy public.table_015
-- on qa: COPY public.table_015 FROM STDIN;

-- step 17: copy public.table_016
-- on qa: COPY public.table_016 FROM STDIN;

-- step 18: copy public.table_017
-- on qa: COPY public.table_017 FROM STDIN;

-- step 19: copy public.table_018
-- on qa: COPY public.table_018 FROM STDIN;

-- step 20: copy public.table_019
-- on qa: COPY public.table_019 FROM STDIN;

-- step 21: copy public.table_020
-- on qa: COPY public.table_020 FROM STDIN;

-- step 22: copy public.table_021
-- on qa: COPY public.table_021 FROM STDIN;

-- step 23: copy public.table_022
-- on qa: COPY public.table_022 FROM STDIN;

-- step 24: copy public.table_023
-- on qa: COPY public.table_023 FROM STDIN;

-- step 25: copy public.table_024
-- on qa: COPY public.table_024 FROM STDIN;

-- step 26: copy public.table_025
-- on qa: COPY public.table_025 FROM STDIN;

-- step 27: copy public.table_026
-- on qa: COPY public.table_026 FROM STDIN;

-- step 28: copy public.table_027
-- on qa: COPY public.table_027 FROM STDIN;

-- step 29: copy public.table_028
-- on qa: COPY public.table_028 FROM STDIN;

-- step 30: copy public.table_029
-- on qa: COPY public.table_029 FROM STDIN;

-- step 31: copy public.table_030
-- on qa: COPY public.table_030 FROM STDIN;

-- step 32: copy public.table_031
-- on qa: COPY public.table_031 FROM STDIN;

-- step 33: copy public.table_032
-- on qa: COPY public.table_032 FROM STDIN;

-- step 34: copy public.table_033
-- on qa: COPY public.table_033 FROM STDIN;

-- step 35: copy public.table_034
-- on qa: COPY public.table_034 FROM STDIN;

-- step 36: copy public.table_035
-- on qa: COPY public.table_035 FROM STDIN;

-- step 37: copy public.table_036
-- on qa: COPY public.table_036 FROM STDIN;

-- step 38: copy public.table_037
-- on qa: COPY public.table_037 FROM STDIN;

-- step 39: copy public.table_038
-- on qa: COPY public.table_038 FROM STDIN;

-- step 40: copy public.table_039
-- on qa: COPY public.table_039 FROM STDIN;

-- step 41: copy public.table_040
-- on qa: COPY public.table_040 FROM STDIN;

-- step 42: copy public.table_041
-- on qa: COPY public.table_041 FROM STDIN;

-- step 43: copy public.table_042
-- on qa: COPY public.table_042 FROM STDIN;

-- step 44: copy public.table_043
-- on qa: COPY public.table_043 FROM STDIN;

-- step 45: copy public.table_044
-- on qa: COPY public.table_044 FROM STDIN;

-- step 46: copy public.table_045
-- on qa: COPY public.table_045 FROM STDIN;

-- step 47: copy public.table_046
-- on qa: COPY public.table_046 FROM STDIN;

-- step 48: copy public.table_047
-- on qa: COPY public.table_047 FROM STDIN;

-- step 49: copy public.table_048
-- on qa: COPY public.table_048 FROM STDIN;

-- step 50: copy public.table_049
-- on qa: COPY public.table_049 FROM STDIN;

-- step 51: copy public.table_050
-- on qa: COPY public.table_050 FROM STDIN;

-- step 52: copy public.table_051
-- on qa: COPY public.table_051 FROM STDIN;

-- step 53: copy public.table_052
-- on qa: COPY public.table_052 FROM STDIN;

-- step 54: copy public.table_053
-- on qa: COPY public.table_053 FROM STDIN;

-- step 55: copy public.table_054
-- on qa: COPY public.table_054 FROM STDIN;

-- step 56: copy public.table_055
-- on qa: COPY public.table_055 FROM STDIN;

-- step 57: copy public.table_056
-- on qa: COPY public.table_056 FROM STDIN;

-- step 58: copy public.table_057
-- on qa: COPY public.table_057 FROM STDIN;

-- step 59: copy public.table_058
-- on qa: COPY public.table_058 FROM STDIN;

-- step 60: copy public.table_059
-- on qa: COPY public.table_059 FROM STDIN;

-- step 61: copy public.table_060
-- on qa: COPY public.table_060 FROM STDIN;

-- step 62: copy public.table_061
-- on qa: COPY public.table_061 FROM STDIN;

-- step 63: copy public.table_062
-- on qa: COPY public.table_062 FROM STDIN;

-- step 64: copy public.table_063
-- on qa: COPY public.table_063 FROM STDIN;

-- step 65: copy public.table_064
-- on qa: COPY public.table_064 FROM STDIN;

-- step 66: copy public.table_065
-- on qa: COPY public.table_065 FROM STDIN;

-- step 67: copy public.table_066
-- on qa: COPY public.table_066 FROM STDIN;

-- step 68: copy public.table_067
-- on qa: COPY public.table_067 FROM STDIN;

-- step 69: copy public.table_068
-- on qa: COPY public.table_068 FROM STDIN;

-- step 70: copy public.table_069
-- on qa: COPY public.table_069 FROM STDIN;

-- step 71: copy public.table_070
-- on qa: COPY public.table_070 FROM STDIN;

-- step 72: copy public.table_071
-- on qa: COPY public.table_071 FROM STDIN;

-- step 73: copy public.table_072
-- on qa: COPY public.table_072 FROM STDIN;

-- step 74: copy public.table_073
-- on qa: COPY public.table_073 FROM STDIN;

-- step 75: copy public.table_074
-- on qa: COPY public.table_074 FROM STDIN;

-- step 76: copy public.table_075
-- on qa: COPY public.table_075 FROM STDIN;

-- step 77: copy public.table_076
-- on qa: COPY public.table_076 FROM STDIN;

-- step 78: copy public.table_077
-- on qa: COPY public.table_077 FROM STDIN;

-- step 79: copy public.table_078
-- on qa: COPY public.table_078 FROM STDIN;

-- step 80: copy public.table_079
-- on qa: COPY public.table_079 FROM STDIN;

-- step 81: copy public.table_080
-- on qa: COPY public.table_080 FROM STDIN;

-- step 82: copy public.table_081
-- on qa: COPY public.table_081 FROM STDIN;

-- step 83: copy public.table_082
-- on qa: COPY public.table_082 FROM STDIN;

-- step 84: copy public.table_083
-- on qa: COPY public.table_083 FROM STDIN;

-- step 85: copy public.table_084
-- on qa: COPY public.table_084 FROM STDIN;

-- step 86: copy public.table_085
-- on qa: COPY public.table_085 FROM STDIN;

-- step 87: copy public.table_086
-- on qa: COPY public.table_086 FROM STDIN;

-- step 88: copy public.table_087
-- on qa: COPY public.table_087 FROM STDIN;

-- step 89: copy public.table_088
-- on qa: COPY public.table_088 FROM STDIN;

-- step 90: copy public.table_089
-- on qa: COPY public.table_089 FROM STDIN;

-- step 91: copy public.table_090
-- on qa: COPY public.table_090 FROM STDIN;

-- step 92: copy public.table_091
-- on qa: COPY public.table_091 FROM STDIN;

-- step 93: copy public.table_092
-- on qa: COPY public.table_092 FROM STDIN;

-- step 94: copy public.table_093
-- on qa: COPY public.table_093 FROM STDIN;

-- step 95: copy public.table_094
-- on qa: COPY public.table_094 FROM STDIN;

-- step 96: copy public.table_095
-- on qa: COPY public.table_095 FROM STDIN;

-- step 97: copy public.table_096
-- on qa: COPY public.table_096 FROM STDIN;

-- step 98: copy public.table_097
-- on qa: COPY public.table_097 FROM STDIN;

-- step 99: copy public.table_098
-- on qa: COPY public.table_098 FROM STDIN;

-- step 100: copy public.table_099
-- on qa: COPY public.table_099 FROM STDIN;

-- step 101: copy public.table_100
-- on qa: COPY public.table_100 FROM STDIN;

-- step 102: copy public.table_101
-- on qa: COPY public.table_101 FROM STDIN;

-- step 103: copy public.table_102
-- on qa: COPY public.table_102 FROM STDIN;

-- step 104: copy public.table_103
-- on qa: COPY public.table_103 FROM STDIN;

-- step 105: copy public.table_104
-- on qa: COPY public.table_104 FROM STDIN;

-- step 106: copy public.table_105
-- on qa: COPY public.table_105 FROM STDIN;

-- step 107: copy public.table_106
-- on qa: COPY public.table_106 FROM STDIN;

-- step 108: copy public.table_107
-- on qa: COPY public.table_107 FROM STDIN;

-- step 109: copy public.table_108
-- on qa: COPY public.table_108 FROM STDIN;

-- step 110: copy public.table_109
-- on qa: COPY public.table_109 FROM STDIN;

-- step 111: copy public.table_110
-- on qa: COPY public.table_110 FROM STDIN;

-- step 112: copy public.table_111
-- on qa: COPY public.table_111 FROM STDIN;

-- step 113: copy public.table_112
-- on qa: COPY public.table_112 FROM STDIN;

-- step 114: copy public.table_113
-- on qa: COPY public.table_113 FROM STDIN;

-- step 115: copy public.table_114
-- on qa: COPY public.table_114 FROM STDIN;

-- step 116: copy public.table_115
-- on qa: COPY public.table_115 FROM STDIN;

-- step 117: copy public.table_116
-- on qa: COPY public.table_116 FROM STDIN;

-- step 118: copy public.table_117
-- on qa: COPY public.table_117 FROM STDIN;

-- step 119: copy public.table_118
-- on qa: COPY public.table_118 FROM STDIN;

-- step 120: copy public.table_119
-- on qa: COPY public.table_119 FROM STDIN;

-- step 121: copy public.table_120
-- on qa: COPY public.table_120 FROM STDIN;

-- step 122: copy public.table_121
-- on qa: COPY public.table_121 FROM STDIN;

-- step 123: copy public.table_122
-- on qa: COPY public.table_122 FROM STDIN;

-- step 124: copy public.table_123
-- on qa: COPY public.table_123 FROM STDIN;

-- step 125: copy public.table_124
-- on qa: COPY public.table_124 FROM STDIN;

-- step 126: copy public.table_125
-- on qa: COPY public.table_125 FROM STDIN;

-- step 127: copy public.table_126
-- on qa: COPY public.table_126 FROM STDIN;

-- step 128: copy public.table_127
-- on qa: COPY public.table_127 FROM STDIN;

-- step 129: copy public.table_128
-- on qa: COPY public.table_128 FROM STDIN;

-- step 130: copy public.table_129
-- on qa: COPY public.table_129 FROM STDIN;

-- step 131: copy public.table_130
-- on qa: COPY public.table_130 FROM STDIN;

-- step 132: copy public.table_131
-- on qa: COPY public.table_131 FROM STDIN;

-- step 133: copy public.table_132
-- on qa: COPY public.table_132 FROM STDIN;

-- step 134: copy public.table_133
-- on qa: COPY public.table_133 FROM STDIN;

-- step 135: copy public.table_134
-- on qa: COPY public.table_134 FROM STDIN;

-- step 136: copy public.table_135
-- on qa: COPY public.table_135 FROM STDIN;

-- step 137: copy public.table_136
-- on qa: COPY public.table_136 FROM STDIN;

-- step 138: copy public.table_137
-- on qa: COPY public.table_137 FROM STDIN;

-- step 139: copy public.table_138
-- on qa: COPY public.table_138 FROM STDIN;

-- step 140: copy public.table_139
-- on qa: COPY public.table_139 FROM STDIN;

-- step 141: copy public.table_140
-- on qa: COPY public.table_140 FROM STDIN;

-- step 142: copy public.table_141
-- on qa: COPY public.table_141 FROM STDIN;

-- step 143: copy public.table_142
-- on qa: COPY public.table_142 FROM STDIN;

-- step 144: copy public.table_143
-- on qa: COPY public.table_143 FROM STDIN;

-- step 145: copy public.table_144
-- on qa: COPY public.table_144 FROM STDIN;

-- step 146: copy public.table_145
-- on qa: COPY public.table_145 FROM STDIN;

-- step 147: copy public.table_146
-- on qa: COPY public.table_146 FROM STDIN;

-- step 148: copy public.table_147
-- on qa: COPY public.table_147 FROM STDIN;

-- step 149: copy public.table_148
-- on qa: COPY public.table_148 FROM STDIN;

-- step 150: copy public.table_149
-- on qa: COPY public.table_149 FROM STDIN;

-- step 151: copy public.table_150
-- on qa: COPY public.table_150 FROM STDIN;

-- step 152: copy public.table_151
-- on qa: COPY public.table_151 FROM STDIN;

-- step 153: copy public.table_152
-- on qa: COPY public.table_152 FROM STDIN;

-- step 154: copy public.table_153
-- on qa: COPY public.table_153 FROM STDIN;

-- step 155: copy public.table_154
-- on qa: COPY public.table_154 FROM STDIN;

-- step 156: copy public.table_155
-- on qa: COPY public.table_155 FROM STDIN;

-- step 157: copy public.table_156
-- on qa: COPY public.table_156 FROM STDIN;

-- step 158: copy public.table_157
-- on qa: COPY public.table_157 FROM STDIN;

-- step 159: copy public.table_158
-- on qa: COPY public.table_158 FROM STDIN;

-- step 160: copy public.table_159
-- on qa: COPY public.table_159 FROM STDIN;

-- step 161: copy public.table_160
-- on qa: COPY public.table_160 FROM STDIN;

-- step 162: copy public.table_161
-- on qa: COPY public.table_161 FROM STDIN;

-- step 163: copy public.table_162
-- on qa: COPY public.table_162 FROM STDIN;

-- step 164: copy public.table_163
-- on qa: COPY public.table_163 FROM STDIN;

-- step 165: copy public.table_164
-- on qa: COPY public.table_164 FROM STDIN;

-- step 166: copy public.table_165
-- on qa: COPY public.table_165 FROM STDIN;

-- step 167: copy public.table_166
-- on qa: COPY public.table_166 FROM STDIN;

-- step 168: copy public.table_167
-- on qa: COPY public.table_167 FROM STDIN;

-- step 169: copy public.table_168
-- on qa: COPY public.table_168 FROM STDIN;

-- step 170: copy public.table_169
-- on qa: COPY public.table_169 FROM STDIN;

-- step 171: copy public.table_170
-- on qa: COPY public.table_170 FROM STDIN;

-- step 172: copy public.table_171
-- on qa: COPY public.table_171 FROM STDIN;

-- step 173: copy public.table_172
-- on qa: COPY public.table_172 FROM STDIN;

-- step 174: copy public.table_173
-- on qa: COPY public.table_173 FROM STDIN;

-- step 175: copy public.table_174
-- on qa: COPY public.table_174 FROM STDIN;

-- step 176: copy public.table_175
-- on qa: COPY public.table_175 FROM STDIN;

-- step 177: copy public.table_176
-- on qa: COPY public.table_176 FROM STDIN;

-- step 178: copy public.table_177
-- on qa: COPY public.table_177 FROM STDIN;

-- step 179: copy public.table_178
-- on qa: COPY public.table_178 FROM STDIN;

-- step 180: copy public.table_179
-- on qa: COPY public.table_179 FROM STDIN;

-- step 181: copy public.table_180
-- on qa: COPY public.table_180 FROM STDIN;

-- step 182: copy public.table_181
-- on qa: COPY public.table_181 FROM STDIN;

-- step 183: copy public.table_182
-- on qa: COPY public.table_182 FROM STDIN;

-- step 184: copy public.table_183
-- on qa: COPY public.table_183 FROM STDIN;

-- step 185: copy public.table_184
-- on qa: COPY public.table_184 FROM STDIN;

-- step 186: copy public.table_185
-- on qa: COPY public.table_185 FROM STDIN;

-- step 187: copy public.table_186
-- on qa: COPY public.table_186 FROM STDIN;

-- step 188: copy public.table_187
-- on qa: COPY public.table_187 FROM STDIN;

-- step 189: copy public.table_188
-- on qa: COPY public.table_188 FROM STDIN;

-- step 190: copy public.table_189
-- on qa: COPY public.table_189 FROM STDIN;

-- step 191: copy public.table_190
-- on qa: COPY public.table_190 FROM STDIN;

-- step 192: copy public.table_191
-- on qa: COPY public.table_191 FROM STDIN;

-- step 193: copy public.table_192
-- on qa: COPY public.table_192 FROM STDIN;

-- step 194: copy public.table_193
-- on qa: COPY public.table_193 FROM STDIN;

-- step 195: copy public.table_194
-- on qa: COPY public.table_194 FROM STDIN;

-- step 196: copy public.table_195
-- on qa: COPY public.table_195 FROM STDIN;

-- step 197: copy public.table_196
-- on qa: COPY public.table_196 FROM STDIN;

-- step 198: copy public.table_197
-- on qa: COPY public.table_197 FROM STDIN;

-- step 199: copy public.table_198
-- on qa: COPY public.table_198 FROM STDIN;

-- step 200: copy public.table_199
-- on qa: COPY public.table_199 FROM STDIN;

-- step 201: copy public.table_200
-- on qa: COPY public.table_200 FROM STDIN;

-- step 202: copy public.table_201
-- on qa: COPY public.table_201 FROM STDIN;

-- step 203: copy public.table_202
-- on qa: COPY public.table_202 FROM STDIN;

-- step 204: copy public.table_203
-- on qa: COPY public.table_203 FROM STDIN;

-- step 205: copy public.table_204
-- on qa: COPY public.table_204 FROM STDIN;

-- step 206: copy public.table_205
-- on qa: COPY public.table_205 FROM STDIN;

-- step 207: copy public.table_206
-- on qa: COPY public.table_206 FROM STDIN;

-- step 208: copy public.table_207
-- on qa: COPY public.table_207 FROM STDIN;

-- step 209: copy public.table_208
-- on qa: COPY public.table_208 FROM STDIN;

-- step 210: copy public.table_209
-- on qa: COPY public.table_209 FROM STDIN;

-- step 211: copy public.table_210
-- on qa: COPY public.table_210 FROM STDIN;

-- step 212: copy public.table_211
-- on qa: COPY public.table_211 FROM STDIN;

-- step 213: copy public.table_212
-- on qa: COPY public.table_212 FROM STDIN;

-- step 214: copy public.table_213
-- on qa: COPY public.table_213 FROM STDIN;

-- step 215: copy public.table_214
-- on qa: COPY public.table_214 FROM STDIN;

-- step 216: copy public.table_215
-- on qa: COPY public.table_215 FROM STDIN;

-- step 217: copy public.table_216
-- on qa: COPY public.table_216 FROM STDIN;

-- step 218: copy public.table_217
-- on qa: COPY public.table_217 FROM STDIN;

-- step 219: copy public.table_218
-- on qa: COPY public.table_218 FROM STDIN;

-- step 220: copy public.table_219
-- on qa: COPY public.table_219 FROM STDIN;

-- step 221: copy public.table_220
-- on qa: COPY public.table_220 FROM STDIN;

-- step 222: copy public.table_221
-- on qa: COPY public.table_221 FROM STDIN;

-- step 223: copy public.table_222
-- on qa: COPY public.table_222 FROM STDIN;

-- step 224: copy public.table_223
-- on qa: COPY public.table_223 FROM STDIN;

-- step 225: copy public.table_224
-- on qa: COPY public.table_224 FROM STDIN;

-- step 226: copy public.table_225
-- on qa: COPY public.table_225 FROM STDIN;

-- step 227: copy public.table_226
-- on qa: COPY public.table_226 FROM STDIN;

-- step 228: copy public.table_227
-- on qa: COPY public.table_227 FROM STDIN;

-- step 229: copy public.table_228
-- on qa: COPY public.table_228 FROM STDIN;

-- step 230: copy public.table_229
-- on qa: COPY public.table_229 FROM STDIN;

-- step 231: copy public.table_230
-- on qa: COPY public.table_230 FROM STDIN;

-- step 232: copy public.table_231
-- on qa: COPY public.table_231 FROM STDIN;

-- step 233: copy public.table_232
-- on qa: COPY public.table_232 FROM STDIN;

-- step 234: copy public.table_233
-- on qa: COPY public.table_233 FROM STDIN;

-- step 235: copy public.table_234
-- on qa: COPY public.table_234 FROM STDIN;

-- step 236: copy public.table_235
-- on qa: COPY public.table_235 FROM STDIN;

-- step 237: copy public.table_236
-- on qa: COPY public.table_236 FROM STDIN;

-- step 238: copy public.table_237
-- on qa: COPY public.table_237 FROM STDIN;

-- step 239: copy public.table_238
-- on qa: COPY public.table_238 FROM STDIN;

-- step 240: copy public.table_239
-- on qa: COPY public.table_239 FROM STDIN;

-- step 241: copy public.table_240
-- on qa: COPY public.table_240 FROM STDIN;

-- step 242: copy public.table_241
-- on qa: COPY public.table_241 FROM STDIN;

-- step 243: copy public.table_242
-- on qa: COPY public.table_242 FROM STDIN;

-- step 244: copy public.table_243
-- on qa: COPY public.table_243 FROM STDIN;

-- step 245: copy public.table_244
-- on qa: COPY public.table_244 FROM STDIN;

-- step 246: copy public.table_245
-- on qa: COPY public.table_245 FROM STDIN;

-- step 247: copy public.table_246
-- on qa: COPY public.table_246 FROM STDIN;

-- step 248: copy public.table_247
-- on qa: COPY public.table_247 FROM STDIN;

-- step 249: copy public.table_248
-- on qa: COPY public.table_248 FROM STDIN;

-- step 250: copy public.table_249
-- on qa: COPY public.table_249 FROM STDIN;

-- step 251: copy public.table_250
-- on qa: COPY public.table_250 FROM STDIN;

-- step 252: copy public.table_251
-- on qa: COPY public.table_251 FROM STDIN;

-- step 253: copy public.table_252
-- on qa: COPY public.table_252 FROM STDIN;

-- step 254: copy public.table_253
-- on qa: COPY public.table_253 FROM STDIN;

-- step 255: copy public.table_254
-- on qa: COPY public.table_254 FROM STDIN;

-- step 256: copy public.table_255
-- on qa: COPY public.table_255 FROM STDIN;

-- step 257: copy public.table_256
-- on qa: COPY public.table_256 FROM STDIN;

-- step 258: copy public.table_257
-- on qa: COPY public.table_257 FROM STDIN;

-- step 259: copy public.table_258
-- on qa: COPY public.table_258 FROM STDIN;

-- step 260: copy public.table_259
-- on qa: COPY public.table_259 FROM STDIN;

-- step 261: copy public.table_260
-- on qa: COPY public.table_260 FROM STDIN;

-- step 262: copy public.table_261
-- on qa: COPY public.table_261 FROM STDIN;

-- step 263: copy public.table_262
-- on qa: COPY public.table_262 FROM STDIN;

-- step 264: copy public.table_263
-- on qa: COPY public.table_263 FROM STDIN;

-- step 265: copy public.table_264
-- on qa: COPY public.table_264 FROM STDIN;

-- step 266: copy public.table_265
-- on qa: COPY public.table_265 FROM STDIN;

-- step 267: copy public.table_266
-- on qa: COPY public.table_266 FROM STDIN;

-- step 268: copy public.table_267
-- on qa: COPY public.table_267 FROM STDIN;

-- step 269: copy public.table_268
-- on qa: COPY public.table_268 FROM STDIN;

-- step 270: copy public.table_269
-- on qa: COPY public.table_269 FROM STDIN;

-- step 271: copy public.table_270
-- on qa: COPY public.table_270 FROM STDIN;

-- step 272: copy public.table_271
-- on qa: COPY public.table_271 FROM STDIN;

-- step 273: copy public.table_272
-- on qa: COPY public.table_272 FROM STDIN;

-- step 274: copy public.table_273
-- on qa: COPY public.table_273 FROM STDIN;

-- step 275: copy public.table_274
-- on qa: COPY public.table_274 FROM STDIN;

-- step 276: copy public.table_275
-- on qa: COPY public.table_275 FROM STDIN;

-- step 277: copy public.table_276
-- on qa: COPY public.table_276 FROM STDIN;

-- step 278: copy public.table_277
-- on qa: COPY public.table_277 FROM STDIN;

-- step 279: copy public.table_278
-- on qa: COPY public.table_278 FROM STDIN;

-- step 280: copy public.table_279
-- on qa: COPY public.table_279 FROM STDIN;

-- step 281: copy public.table_280
-- on qa: COPY public.table_280 FROM STDIN;

-- step 282: copy public.table_281
-- on qa: COPY public.table_281 FROM STDIN;

-- step 283: copy public.table_282
-- on qa: COPY public.table_282 FROM STDIN;

-- step 284: copy public.table_283
-- on qa: COPY public.table_283 FROM STDIN;

-- step 285: copy public.table_284
-- on qa: COPY public.table_284 FROM STDIN;

-- step 286: copy public.table_285
-- on qa: COPY public.table_285 FROM STDIN;

-- step 287: copy public.table_286
-- on qa: COPY public.table_286 FROM STDIN;

-- step 288: copy public.table_287
-- on qa: COPY public.table_287 FROM STDIN;

-- step 289: copy public.table_288
-- on qa: COPY public.table_288 FROM STDIN;

-- step 290: copy public.table_289
-- on qa: COPY public.table_289 FROM STDIN;

-- step 291: copy public.table_290
-- on qa: COPY public.table_290 FROM STDIN;

-- step 292: copy public.table_291
-- on qa: COPY public.table_291 FROM STDIN;

-- step 293: copy public.table_292
-- on qa: COPY public.table_292 FROM STDIN;

-- step 294: copy public.table_293
-- on qa: COPY public.table_293 FROM STDIN;

-- step 295: copy public.table_294
-- on qa: COPY public.table_294 FROM STDIN;

-- step 296: copy public.table_295
-- on qa: COPY public.table_295 FROM STDIN;

-- step 297: copy public.table_296
-- on qa: COPY public.table_296 FROM STDIN;

-- step 298: copy public.table_297
-- on qa: COPY public.table_297 FROM STDIN;

-- step 299: copy public.table_298
-- on qa: COPY public.table_298 FROM STDIN;

-- step 300: copy public.table_299
-- on qa: COPY public.table_299 FROM STDIN;
