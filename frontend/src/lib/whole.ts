/** Whether somebody typed a whole number between these, both included. */
export function isWhole(typed: string, least: number, most: number): boolean {
  return /^\d{1,9}$/.test(typed) && Number(typed) >= least && Number(typed) <= most
}
