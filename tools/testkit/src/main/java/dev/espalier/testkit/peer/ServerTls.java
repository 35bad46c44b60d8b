package dev.espalier.testkit.peer;

import dev.espalier.emulator.tls.CertificateMaker.Made;
import dev.espalier.hal.port.Network.Endpoint;
import dev.espalier.testkit.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The TLS side of a {@link WebSocketServer}: a certificate, made on the spot by a CA of its own.
 */
public final class ServerTls {
  /** No TLS. */
  static final ServerTls NONE = new ServerTls(null, null, Instant.EPOCH);

  private final @Nullable Made authority;
  private final @Nullable Made leaf;
  private final Instant now;
  private @Nullable TlsSide side;

  ServerTls(@Nullable Made authority, @Nullable Made leaf, Instant now) {
    this.authority = authority;
    this.leaf = leaf;
    this.now = now;
  }

  /**
   * A certificate that is valid now, for ten years.
   *
   * @param now the time of day in the simulation
   * @param name the host's name, for common name and subject alternative name
   * @return the TLS side
   */
  public static ServerTls valid(Instant now, String name) {
    return TestAuthority.make(now).valid(name);
  }

  /**
   * A certificate whose time is over since a day. A board notices only with {@code
   * CONFIG_MBEDTLS_HAVE_TIME_DATE} and with its clock set.
   *
   * @param now the time of day in the simulation
   * @param name the host's name, for common name and subject alternative name
   * @return the TLS side
   */
  public static ServerTls expired(Instant now, String name) {
    return TestAuthority.make(now).expired(name);
  }

  /**
   * The CA that signed the certificate, for the client's {@code cert_pem}.
   *
   * @return PEM text
   */
  public String caPem() {
    return must(authority).pem();
  }

  boolean isOn() {
    return leaf != null;
  }

  String file(String name) {
    return name.endsWith(".key") ? must(leaf).keyPem() : must(leaf).pem();
  }

  long utcSeconds() {
    return now.getEpochSecond();
  }

  /** Takes a connection: {@code onOpen} runs when bytes can flow. */
  PeerStream open(
      PeerWorld world,
      Endpoint endpoint,
      int number,
      PeerStream.Listener listener,
      Runnable onOpen) {
    if (!isOn()) {
      var stream = new PlainStream(world, endpoint, listener);
      world.after(0, stream::start);
      world.after(0, onOpen);
      return stream;
    }
    if (side == null) {
      side = new TlsSide(world, JsonObject.create().put("cert", "s.pem").put("key", "s.key"));
    }
    var stream = new TlsStream(world, endpoint, number, side.engine(), listener, onOpen);
    world.after(0, stream::start);
    return stream;
  }

  private static Made must(@Nullable Made made) {
    if (made == null) {
      throw new IllegalStateException("this server has no TLS");
    }
    return made;
  }
}
