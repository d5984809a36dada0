/** What the server can read, by the endings of names; what a file really is, the server judges. */
export const readable =
  '.pdf,.docx,.docm,.pptx,.pptm,.xlsx,.xlsm,.html,.htm,.md,.markdown,.csv,.tsv,.txt'
