package dev.espalier.hal.transport;

import dev.espalier.hal.system.EspErr;

/** Error codes of tcp_transport after v4.4 ({@code ESP_ERR_TCP_TRANSPORT_BASE}). */
public final class TransportErrors {
  /** The time is over. */
  public static final EspErr ESP_ERR_TCP_TRANSPORT_CONNECTION_TIMEOUT = new EspErr(0xE001);

  /** The peer ended TCP. */
  public static final EspErr ESP_ERR_TCP_TRANSPORT_CONNECTION_CLOSED_BY_FIN = new EspErr(0xE002);

  /** The connection failed. */
  public static final EspErr ESP_ERR_TCP_TRANSPORT_CONNECTION_FAILED = new EspErr(0xE003);

  /** Memory is short. */
  public static final EspErr ESP_ERR_TCP_TRANSPORT_NO_MEM = new EspErr(0xE004);

  private TransportErrors() {}
}
