package dev.espalier.hal.sntp;

/** How far the clock was put right ({@code sntp_sync_status_t}). */
public enum SntpSyncStatus {
  /** Nothing has come since somebody asked. */
  SNTP_SYNC_STATUS_RESET,
  /** It was put right since. */
  SNTP_SYNC_STATUS_COMPLETED,
  /** It is being put right little by little. */
  SNTP_SYNC_STATUS_IN_PROGRESS
}
