package command

import "strings"

// commandLine is a command that the user can paste: with the folder and the
// variables that this one was given, quoted for a shell.
func (a *app) commandLine(words ...string) string {
	words = append([]string{"poco"}, words...)
	if a.flags.dir != "." {
		words = append(words, "--dir", a.flags.dir)
	}
	for _, f := range a.flags.varFiles {
		words = append(words, "--var-file", f)
	}
	for _, v := range a.flags.vars {
		words = append(words, "--var", v)
	}
	for i, w := range words {
		words[i] = shellQuoted(w)
	}
	return strings.Join(words, " ")
}

// shellQuoted quotes a word where a POSIX shell would not take it as it stands.
func shellQuoted(word string) string {
	plain := word != ""
	for _, r := range word {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,@%+", r) {
			plain = false
		}
	}
	if plain {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
