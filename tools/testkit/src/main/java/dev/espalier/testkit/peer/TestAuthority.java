package dev.espalier.testkit.peer;

import dev.espalier.emulator.tls.CertificateMaker;
import dev.espalier.emulator.tls.CertificateMaker.Made;
import dev.espalier.emulator.tls.CertificateMaker.Spec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A CA for tests, and the certificates of its servers, each made once. */
public final class TestAuthority {
  private static final Duration LIFE = Duration.ofDays(3650);
  private static final Duration DAY = Duration.ofDays(1);

  private final Instant now;
  private final CertificateMaker maker;
  private final Made authority;
  private final Map<String, Made> valid = new HashMap<>();
  private final Map<String, Made> expired = new HashMap<>();

  private TestAuthority(Instant now) {
    this.now = now;
    maker = new CertificateMaker(now);
    Spec spec = Spec.authority("Espalier test CA");
    authority = maker.make(spec.valid(now.minus(DAY), now.plus(LIFE)), null);
  }

  /**
   * Makes a CA.
   *
   * @param now the time of day in the simulation
   * @return the CA, valid for ten years
   */
  public static TestAuthority make(Instant now) {
    return new TestAuthority(now);
  }

  /**
   * Its certificate, for the client's {@code cert_pem}.
   *
   * @return PEM text
   */
  public String pem() {
    return authority.pem();
  }

  /**
   * A server whose certificate is valid now, for ten years.
   *
   * @param name the host's name, for common name and subject alternative name
   * @return the TLS side of one server
   */
  public ServerTls valid(String name) {
    Made leaf = valid.computeIfAbsent(name, host -> leaf(host, now.minus(DAY), now.plus(LIFE)));
    return new ServerTls(authority, Objects.requireNonNull(leaf), now);
  }

  /**
   * A server whose certificate is out of date since a day. A board notices only with {@code
   * CONFIG_MBEDTLS_HAVE_TIME_DATE} and with its clock set.
   *
   * @param name the host's name, for common name and subject alternative name
   * @return the TLS side of one server
   */
  public ServerTls expired(String name) {
    Made leaf = expired.computeIfAbsent(name, host -> leaf(host, now.minus(LIFE), now.minus(DAY)));
    return new ServerTls(authority, Objects.requireNonNull(leaf), now);
  }

  private Made leaf(String name, Instant from, Instant to) {
    String alternative = (name.matches("[0-9.]+") ? "IP:" : "DNS:") + name;
    return maker.make(Spec.leaf(name, alternative).valid(from, to), authority);
  }
}
