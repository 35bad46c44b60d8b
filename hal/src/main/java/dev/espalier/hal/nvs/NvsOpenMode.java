package dev.espalier.hal.nvs;

/** What a handle may do ({@code nvs_open_mode_t}). */
public enum NvsOpenMode {
  /** Read only; the namespace must exist. */
  NVS_READONLY,
  /** Read and write; the namespace is made when it does not exist. */
  NVS_READWRITE
}
