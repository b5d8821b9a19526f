// Entry `tailrace/operations`: what operators, and the functions that they schedule, do beside the pipeline.
export { capture } from './capture/capture.ts'
export type { CaptureOptions, CaptureResult } from './capture/capture.ts'
export { captureFaults } from './capture/faults.ts'
export type { Wanted } from './capture/wanted.ts'
export { checkDeployment } from './checks/check-deployment.ts'
export type { DeploymentFinding, Severity } from './checks/finding.ts'
export { filterPatterns } from './filters/filter-patterns.ts'
export type { Summary } from './accounting/summary.ts'
export { projectFaults } from './project/faults.ts'
export type { TableById, TextPart } from './project/cloudformation/stand-in.ts'
export type { OnFailure } from './project/on-failure.ts'
export type { ProjectTable } from './project/project-table.ts'
export type { TableKinesis } from './project/kinesis-streams.ts'
export type {
  PipeWay,
  Placeholder,
  Project,
  ProjectFunction,
  ProjectKind,
  ProjectStream,
  StreamWay,
} from './project/project.ts'
export type { ReadOverrides } from './project/read-project.ts'
export { loadPipelines, readProject } from './project/read-project.ts'
export { namesBeside, namesSaid } from './redrive/deployed-names.ts'
export { redriveFaults } from './redrive/faults.ts'
export type { RedriveEvent, RedriveSummary, ToldDelivery } from './redrive/redrive-event.ts'
export type { RedriveFromOptions } from './redrive/redrive-from.ts'
export { redriveFrom } from './redrive/redrive-from.ts'
export type { ReportWaitingOptions, WaitingReport } from './redrive/waiting/report-waiting.ts'
export { reportWaiting } from './redrive/waiting/report-waiting.ts'
export { replayFaults } from './replay/faults.ts'
export { readEvents } from './replay/read-events.ts'
export type { ReplayEvent, ReplayOptions } from './replay/replay.ts'
export { replay } from './replay/replay.ts'
export { verifyFaults } from './verify/faults.ts'
export type { VerifyDeployedOptions } from './verify/verify-deployed.ts'
export { verifyDeployed } from './verify/verify-deployed.ts'
export type { DifferenceKind, ProblemCounts, StandingDifference } from './verify/report.ts'
export type { VerifyEvent, VerifySummary } from './verify/verify-event.ts'
export { verifyFrom } from './verify/verify-from.ts'
export type { VerifyFromOptions } from './verify/verify-from-options.ts'
export type { RepairTerms, VerifyScope } from './verify/verify-options.ts'
