/** What may stand open beside the picture. */
export type PanelName = "chat" | "notes" | "more";
