/** What firmware sees of the chip, one package per ESP-IDF component, and the seam below it. */
@SuppressWarnings("module") // The qualified export names a module that depends on this one.
module dev.espalier.hal {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;

  exports dev.espalier.hal;
  exports dev.espalier.hal.config;
  exports dev.espalier.hal.event;
  exports dev.espalier.hal.freertos;
  exports dev.espalier.hal.http;
  exports dev.espalier.hal.log;
  exports dev.espalier.hal.lwip;
  exports dev.espalier.hal.netif;
  exports dev.espalier.hal.newlib;
  exports dev.espalier.hal.nvs;
  exports dev.espalier.hal.ping;
  exports dev.espalier.hal.port to
      dev.espalier.emulator;
  exports dev.espalier.hal.profile;
  exports dev.espalier.hal.sntp;
  exports dev.espalier.hal.system;
  exports dev.espalier.hal.tls;
  exports dev.espalier.hal.timer;
  exports dev.espalier.hal.transport;
  exports dev.espalier.hal.wifi;
}
