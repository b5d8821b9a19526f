import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of starting a function of another language. */
export const functionFaults = defineFaults({
  'project.runtime-unknown': {
    disposition: 'stop',
    message: (d: { functionName: string; runtime: string }) =>
      `${d.functionName} has the runtime ${d.runtime}, and nothing here knows how it is started.`,
    remedy:
      'Give its command in the configuration: a program and arguments that speak the Lambda runtime API, as the runtime client of the language does.',
  },
  'machine.program-missing': {
    disposition: 'stop',
    message: (d: { functionName: string; program: string }) =>
      `${d.functionName} needs ${d.program}, which is not on this machine.`,
    remedy: 'Install it, or give the command of the function in the configuration.',
  },
  'machine.runtime-client-missing': {
    disposition: 'stop',
    message: (d: { functionName: string; python: string }) =>
      `${d.functionName} needs AWS's runtime client for Python, which ${d.python} does not have: ${d.python} -m pip install awslambdaric`,
    remedy: 'Run that; a virtual environment in .venv or venv beside the code is found by itself.',
  },
  'project.build-failed': {
    disposition: 'stop',
    message: (d: { functionName: string; command: string; reason: string }) =>
      `${d.functionName} is not built: ${d.command}: ${d.reason}`,
    remedy: 'Mend the code, or give the command of the function in the configuration.',
  },
})
