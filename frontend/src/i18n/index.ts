/**
 * All words on the screens, in one language. A file per part of the house, so that a page loads its own words only:
 * import it as `* as text`, and what a page does not use stays out of its files.
 */
export * from './en/accounts'
export * from './en/agents'
export * from './en/audit'
export * from './en/automatic-replies'
export * from './en/canned-replies'
export * from './en/conversations'
export * from './en/data'
export * from './en/documents'
export * from './en/escalation-settings'
export * from './en/escalations'
export * from './en/handling'
export * from './en/house-rules'
export * from './en/mails'
export * from './en/people'
export * from './en/proof'
export * from './en/reply'
export * from './en/security'
export * from './en/shell'
export * from './en/team'
export * from './en/webhooks'
