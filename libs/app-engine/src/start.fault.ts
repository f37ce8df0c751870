/** A reason not to start that whoever runs the service can mend. Its message says how, and is all that is printed. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
}
