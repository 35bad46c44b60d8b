package dev.espalier.testkit.golden;

import dev.espalier.emulator.tls.CertificateMaker;
import dev.espalier.emulator.tls.CertificateMaker.Made;
import dev.espalier.emulator.tls.CertificateMaker.Spec;
import dev.espalier.testkit.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that scripts name ({@code certs/NAME.pem}, {@code .key}, {@code .der}), made
 * afresh from their specification when they are first asked for.
 */
final class CertificateFiles implements ScriptFiles {
  private final JsonObject specification;
  private final Instant now;
  private final CertificateMaker maker;
  private final Map<String, Made> made = new HashMap<>();

  /**
   * Takes the specification.
   *
   * @param specification {@code certs.json}
   * @param now the time of making
   */
  CertificateFiles(JsonObject specification, Instant now) {
    this.specification = specification;
    this.now = now;
    this.maker = new CertificateMaker(now);
  }

  /** When the certificates are made. */
  Instant now() {
    return now;
  }

  @Override
  public byte[] read(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    String certificate = dot < 0 ? file : file.substring(0, dot);
    String kind = dot < 0 ? "" : file.substring(dot + 1);
    String text = specificationOf(certificate).text("text");
    if (text != null) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    return switch (kind) {
      case "pem" -> make(certificate).pem().getBytes(StandardCharsets.US_ASCII);
      case "key" -> make(certificate).keyPem().getBytes(StandardCharsets.US_ASCII);
      case "der" -> make(certificate).der();
      default ->
          throw new JsonObject.FormatException(
              "a certificate file ends in .pem, .key or .der: " + name);
    };
  }

  private JsonObject specificationOf(String certificate) {
    JsonObject all = specification.object("certificates");
    JsonObject one = all == null ? null : all.object(certificate);
    if (one == null) {
      throw new JsonObject.FormatException("certs.json has no certificate \"" + certificate + "\"");
    }
    return one;
  }

  private Made make(String name) {
    Made known = made.get(name);
    if (known != null) {
      return known;
    }
    JsonObject one = specificationOf(name);
    String issuer = one.text("issuer");
    @Nullable Made signer = issuer == null ? null : make(issuer);
    Made fresh = maker.make(spec(one), signer);
    made.put(name, fresh);
    return fresh;
  }

  private Spec spec(JsonObject one) {
    String subject = one.requiredText("subject");
    String commonName = subject.startsWith("CN=") ? subject.substring(3) : subject;
    Spec spec =
        new Spec(
            commonName,
            one.flag("ca", false),
            one.texts("subject_alt_name"),
            (int) one.number("x509_version", 3),
            null,
            null);
    String from = one.text("not_before");
    String to = one.text("not_after");
    if (from != null && to != null) {
      return spec.valid(Instant.parse(from), Instant.parse(to));
    }
    long days = one.number("days", 3650);
    return spec.valid(now.minus(1, ChronoUnit.DAYS), now.plus(days, ChronoUnit.DAYS));
  }
}
