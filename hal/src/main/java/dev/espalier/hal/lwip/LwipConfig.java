package dev.espalier.hal.lwip;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;

/**
 * The options of lwIP that matter to sockets.
 *
 * @param maxSockets {@code CONFIG_LWIP_MAX_SOCKETS}
 * @param linger {@code CONFIG_LWIP_SO_LINGER}
 * @param receiveBuffer {@code CONFIG_LWIP_SO_RCVBUF}
 * @param reuse {@code CONFIG_LWIP_SO_REUSE}
 * @param ipv6 {@code CONFIG_LWIP_IPV6}
 */
record LwipConfig(
    int maxSockets, boolean linger, boolean receiveBuffer, boolean reuse, boolean ipv6) {
  private static final BoardLocal<LwipConfig> CURRENT =
      BoardLocal.of(() -> of(Chip.current().config()));

  static LwipConfig current() {
    return CURRENT.get();
  }

  private static LwipConfig of(SdkConfig config) {
    return new LwipConfig(
        config.maxSockets(),
        config.get(Kconfig.LWIP_SO_LINGER),
        config.get(Kconfig.LWIP_SO_RCVBUF),
        config.get(Kconfig.LWIP_SO_REUSE),
        config.get(Kconfig.LWIP_IPV6));
  }
}
