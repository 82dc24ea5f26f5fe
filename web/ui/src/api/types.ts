// Made by go test ./web -update from the server's types. An int64 comes as a string.

export interface BackupCheck {
  at: string;
  intact: boolean;
  problem?: string;
}

export interface BackupFolder {
  directory: string;
  free_bytes: string;
  bytes: string;
  intents: Array<Intent>;
  files: Array<StoredBackup>;
}

export interface BackupForm {
  database: string;
  format: string;
}

export interface Backups {
  folders: Array<BackupFolder>;
  uploads: Array<Upload>;
}

export interface Card {
  label: string;
  address: string;
  schema: string;
  protected: boolean;
  has_url: boolean;
  has_password: boolean;
  variable?: string;
  file?: string;
}

export interface CardForm {
  was?: string;
  label: string;
  url?: string;
  schema: string;
  protected: boolean;
}

export interface Checked {
  stale: boolean;
  changes: Array<string>;
  run?: string;
}

export interface Count {
  name: string;
  rows: string;
  problem?: string;
}

export interface CountForm {
  database: string;
  tables: Array<string>;
}

export interface Counts {
  tables: Array<Count>;
}

export interface Draft {
  name: string;
  source: string;
  target: string;
  mode: string;
  related: string;
  all: boolean;
  ticked: Array<string>;
  unticked: Array<string>;
  patterns: Array<string>;
  backup: boolean;
  backup_format?: string;
  create_missing: boolean;
  common_columns: boolean;
  jobs: number;
  rules: Array<TableRule>;
  foreign?: string;
}

export interface DumpFinding {
  code: string;
  line: number;
  text: string;
  why: string;
}

export interface Event {
  at: string;
  type: string;
  run?: string;
  step?: string;
  kind?: string;
  intent?: string;
  table?: string;
  object?: string;
  chunk: number;
  chunks: number;
  rows: string;
  bytes: string;
  total?: Totals | null;
  seconds: number;
  message?: string;
}

export interface ExecutorBackupMade {
  step: string;
  intent: string;
  database: string;
  file: string;
  format: string;
  bytes: string;
  sha256: string;
  tables: number;
  rows: string;
  seconds: number;
}

export interface ExecutorVerification {
  intent: string;
  source: string;
  target: string;
  mode: string;
  file?: string;
  compared: string;
  source_rows: string;
  target_rows: string;
  missing: string;
  keys?: Array<string>;
  equal: boolean;
  reason?: string;
}

export interface File {
  name: string;
  text: string;
}

export interface FileChange {
  name: string;
  before: string;
  after: string;
  diff: string;
}

export interface FileForm {
  file: string;
}

export interface Intent {
  name: string;
  kind: string;
  database: string;
  directory?: string;
  format?: string;
  keep: number;
  max_age?: string;
  max_size: string;
}

export interface LabelForm {
  database: string;
}

export interface LogLine {
  at: string;
  level: string;
  message: string;
}

export interface Message {
  event?: Event | null;
  log?: LogLine | null;
  status: boolean;
}

export interface NameForm {
  name: string;
}

export interface Plan {
  format_version: number;
  id: string;
  created_at: string;
  poco_version: string;
  recipe: PlanRecipe;
  databases: Record<string, PlanDatabase>;
  summary: PlanSummary;
  intents: Array<PlanIntent>;
  steps: Array<PlanStep>;
  tables: Array<PlanTable>;
  cycles: Array<Array<string>>;
  warnings: Array<PlanWarning>;
}

export interface PlanChunk {
  number: number;
  of: number;
  from: string;
  to: string;
}

export interface PlanDatabase {
  host: string;
  port: number;
  dbname: string;
  user: string;
  schema: string;
  server_version: string;
  system_identifier: string;
  database_oid: number;
  ledger?: string;
  fingerprint: string;
  seen: Record<string, Array<string>>;
}

export interface PlanDestroys {
  table: string;
  rows: string;
  only: boolean;
  exact: boolean;
}

export interface PlanDifference {
  kind: string;
  name?: string;
  text: string;
  blocks: boolean;
  mend?: Array<string>;
}

export interface PlanDump {
  database: string;
  directory: string;
  format: string;
  schemas?: Array<string>;
  tables?: Array<string>;
  guards?: Array<string>;
  bytes_estimate: string;
  max_size: string;
  jobs: number;
  tool: string;
}

export interface PlanForm {
  names?: Array<string>;
  backup?: BackupForm | null;
  restore?: RestoreForm | null;
}

export interface PlanIntent {
  name: string;
  kind: string;
  source?: string;
  target?: string;
  mode?: string;
  jobs: number;
  depends_on?: Array<string>;
}

export interface PlanPruning {
  database: string;
  directory: string;
  keep: number;
  max_age: string;
  max_size: string;
  files: Array<string>;
}

export interface PlanRecipe {
  digest: string;
  files: Array<string>;
}

export interface PlanReference {
  constraint: string;
  table: string;
  columns: Array<string>;
  references: Array<string>;
  rows: string;
  exact: boolean;
  dangling: string;
  keys?: Array<string>;
}

export interface PlanRestoration {
  database: string;
  file: string;
  format: string;
  sha256: string;
  size: string;
  of?: string;
  server_version?: string;
  omit?: Array<string>;
  allow?: Array<string>;
  creates: Record<string, number>;
  drops?: Array<string>;
  after?: Array<string>;
  tool: string;
}

export interface PlanRows {
  source: string;
  target: string | null;
  exact: boolean;
  source_exact: boolean;
  target_exact: boolean;
  collide?: string | null;
}

export interface PlanStep {
  id: string;
  kind: string;
  intent: string;
  needs?: Array<string>;
  table?: string | null;
  object?: string;
  read?: string;
  sql: Array<string>;
  copy_in: number;
  destroys?: Array<PlanDestroys>;
  restored_by?: Array<string>;
  chunk?: PlanChunk | null;
  dump?: PlanDump | null;
  prune?: PlanPruning | null;
  restoration?: PlanRestoration | null;
  rows: string;
  bytes: string;
}

export interface PlanSummary {
  tables: number;
  rows_to_copy: string;
  bytes_to_copy: string;
  rows_overwritten: string;
  tables_overwritten: number;
  tables_created: number;
  foreign_keys_dropped: number;
  indexes_rebuilt: number;
  backups: number;
  restores: number;
  backup_bytes_estimate: string;
  disk_free_bytes: string;
  exact: boolean;
}

export interface PlanTable {
  intent: string;
  source: string;
  target: string;
  mode: string;
  why: string;
  rows: PlanRows;
  bytes: string;
  depth: number;
  created: boolean;
  columns: Array<string>;
  key?: Array<string>;
  where?: string;
  set?: Record<string, string>;
  diff?: Array<PlanDifference>;
  referenced_by_outside?: Array<PlanReference>;
}

export interface PlanWarning {
  code: string;
  table?: string;
  message: string;
}

export interface Planned {
  plan: Plan | null;
  problems: Array<Problem>;
  applicable: boolean;
  equivalent: string;
  confirm: string;
  remedies: Array<Remedy>;
  text: string;
}

export interface Preview {
  files: Array<FileChange>;
  problems: Array<Problem>;
}

export interface Problem {
  severity: string;
  summary: string;
  detail?: string;
  file?: string;
  line: number;
  snippet?: string;
}

export interface Problems {
  problems: Array<Problem>;
}

export interface Receipt {
  run: string;
  plan: string;
  status: string;
  resumed: boolean;
  seconds: number;
  planned: string;
  copied: string;
  kept: string;
  bytes: string;
  exact: boolean;
  tables: Array<StateTable>;
  backups?: Array<ExecutorBackupMade>;
  pruned?: Array<string>;
  restored?: Array<string>;
  notes?: Array<string>;
}

export interface Recipe {
  digest: string;
  files: Array<File>;
  databases: Array<Card>;
  copies: Array<Draft>;
  intents: Array<Intent>;
  problems: Array<Problem>;
}

export interface Remedy {
  database: string;
  statements: Array<string>;
}

export interface RestoreForm {
  database: string;
  file: string;
  backup_first: boolean;
  no_owner: boolean;
  allow?: Array<string>;
}

export interface RunForm {
  run: string;
  fast: boolean;
  now: boolean;
}

export interface RunState {
  id: string;
  plan_id: string;
  intents: Array<string>;
  targets: Array<string>;
  status: string;
  ending?: string;
  holder: StateHolder;
  started_at: string;
  updated_at: string;
  ended_at?: string;
  steps: number;
  steps_done: number;
  rows: string;
  rows_done: string;
  error?: string;
  tables: Array<StateTable>;
  here: boolean;
  alive: boolean;
  plan_known: boolean;
}

export interface Runs {
  runs: Array<RunState>;
}

export interface SelectedKey {
  constraint: string;
  table: string;
  columns: Array<string>;
  references: string;
  ref_columns: Array<string>;
  in_cycle: boolean;
}

export interface SelectedTable {
  name: string;
  why: string;
  auto: boolean;
  depth: number;
}

export interface Selection {
  tables: Array<SelectedTable>;
  keys: Array<SelectedKey>;
  cycles: Array<Array<string>>;
  follows: Array<string>;
}

export interface SelectionForm {
  database: string;
  ticked: Array<string>;
  unticked: Array<string>;
  related: string;
}

export interface Server {
  database: string;
  address: string;
  server_version: string;
  role: string;
  superuser: boolean;
  bytes: string;
  schema: string;
  protected: boolean;
  standby: boolean;
  tables: Array<ServerTable>;
}

export interface ServerTable {
  name: string;
  kind: string;
  rows: string;
  bytes: string;
  comment?: string;
  columns: Array<TableColumn>;
  foreign_keys: Array<TableKey>;
}

export interface Session {
  process: string;
  version: string;
  folder: string;
  user: string;
  read_only: boolean;
  formats: Array<string>;
}

export interface StartForm {
  plan: string;
  confirm: string;
}

export interface Started {
  run: string;
}

export interface StateHolder {
  user: string;
  host: string;
  pid: number;
  command: string;
  since: string;
}

export interface StateTable {
  intent: string;
  name: string;
  planned: string;
  exact: boolean;
  copied: string;
  kept: string;
  done: boolean;
}

export interface Status {
  run: RunState;
  doing: string;
  stopping: boolean;
  totals: Totals | null;
  last: string;
  plan: Plan | null;
  receipt: Receipt | null;
  verifications: Array<ExecutorVerification>;
  problems: Array<Problem>;
  resume: string;
  abort: string;
}

export interface StoredBackup {
  id: string;
  name: string;
  database: string;
  intent?: string;
  format: string;
  created_at: string;
  bytes: string;
  sha256?: string;
  tables: number;
  rows: string;
  complete: boolean;
  problem?: string;
  run?: string;
  contents?: Record<string, string>;
  by_hand?: Array<string>;
  check?: BackupCheck | null;
}

export interface TableColumn {
  name: string;
  type: string;
  not_null: boolean;
  default?: string;
  key: boolean;
}

export interface TableKey {
  name: string;
  columns: Array<string>;
  references: string;
  ref_columns: Array<string>;
}

export interface TableRule {
  table: string;
  where?: string;
  set?: Record<string, string>;
  mode?: string;
}

export interface Totals {
  steps_done: number;
  steps: number;
  rows_done: string;
  rows: string;
  bytes_done: string;
  exact: boolean;
}

export interface Upload {
  id: string;
  name: string;
  bytes: string;
  sha256: string;
  uploaded_at: string;
  format: string;
  findings: Array<DumpFinding>;
  problem?: string;
}
