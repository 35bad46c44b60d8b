package dev.espalier.hal.sntp;

/** How the clock is put right ({@code sntp_sync_mode_t}). */
public enum SntpSyncMode {
  /** At once. */
  SNTP_SYNC_MODE_IMMED,
  /** Little by little, unless it is more than about 35 minutes wrong. */
  SNTP_SYNC_MODE_SMOOTH
}
