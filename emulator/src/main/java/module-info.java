/** The machine that firmware runs on: kernel, clocks, networks, TLS engine, storage, trace. */
module dev.espalier.emulator {
  requires transitive dev.espalier.hal;
  requires static transitive org.jspecify;
  requires static com.google.errorprone.annotations;
  requires jdk.net;
  requires com.fazecast.jSerialComm;
  requires org.bouncycastle.provider;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.tls;
  requires org.bouncycastle.util;

  exports dev.espalier.emulator;
  exports dev.espalier.emulator.fault;
  exports dev.espalier.emulator.flash;
  exports dev.espalier.emulator.kernel;
  exports dev.espalier.emulator.net;
  exports dev.espalier.emulator.radio;
  exports dev.espalier.emulator.serial;
  exports dev.espalier.emulator.tls;
  exports dev.espalier.emulator.trace;
}
