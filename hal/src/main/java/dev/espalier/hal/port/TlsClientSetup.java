package dev.espalier.hal.port;

import dev.espalier.hal.port.TlsProvider.Identity;
import dev.espalier.hal.port.TlsProvider.Offer;
import dev.espalier.hal.port.TlsProvider.PreSharedKey;
import dev.espalier.hal.port.TlsProvider.RecordLimits;
import dev.espalier.hal.port.TlsProvider.SavedSession;
import dev.espalier.hal.port.TlsProvider.Trust;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client offers and whom it trusts.
 *
 * @param trust whom to believe
 * @param offer versions, cipher suites and curves
 * @param hostname sent as server name and looked for in the certificate, also when it is an
 *     address; null for neither
 * @param alpn application protocols, the preferred one first; empty for none
 * @param identity shown when the server asks for it; null for none
 * @param preSharedKey null for none
 * @param limits how much a record may hold
 * @param session what to resume if the server will; null for a full handshake
 * @param utcSeconds the board's time of day, or {@link TlsProvider#NO_TIME}
 */
public record TlsClientSetup(
    Trust trust,
    Offer offer,
    @Nullable String hostname,
    List<String> alpn,
    @Nullable Identity identity,
    @Nullable PreSharedKey preSharedKey,
    RecordLimits limits,
    @Nullable SavedSession session,
    long utcSeconds) {
  /**
   * A setup without name, protocols, identity and secret, as ESP-IDF v4.4 speaks.
   *
   * @param trust whom to believe
   * @param utcSeconds the board's time of day, or {@link TlsProvider#NO_TIME}
   * @return the setup
   */
  public static TlsClientSetup of(Trust trust, long utcSeconds) {
    return new TlsClientSetup(
        trust, Offer.IDF_4_4, null, List.of(), null, null, RecordLimits.NONE, null, utcSeconds);
  }

  /**
   * With other versions, cipher suites and curves.
   *
   * @param what the offer
   * @return a copy
   */
  public TlsClientSetup withOffer(Offer what) {
    return new TlsClientSetup(
        trust, what, hostname, alpn, identity, preSharedKey, limits, session, utcSeconds);
  }

  /**
   * With a server name.
   *
   * @param name host name or address
   * @return a copy
   */
  public TlsClientSetup withHostname(String name) {
    return new TlsClientSetup(
        trust, offer, name, alpn, identity, preSharedKey, limits, session, utcSeconds);
  }

  /**
   * With application protocols.
   *
   * @param protocols the preferred one first
   * @return a copy
   */
  public TlsClientSetup withAlpn(List<String> protocols) {
    List<String> copy = List.copyOf(protocols);
    return new TlsClientSetup(
        trust, offer, hostname, copy, identity, preSharedKey, limits, session, utcSeconds);
  }

  /**
   * With a certificate of its own.
   *
   * @param own certificate and key
   * @return a copy
   */
  public TlsClientSetup withIdentity(Identity own) {
    return new TlsClientSetup(
        trust, offer, hostname, alpn, own, preSharedKey, limits, session, utcSeconds);
  }

  /**
   * With a secret.
   *
   * @param psk name and secret
   * @return a copy
   */
  public TlsClientSetup withPreSharedKey(PreSharedKey psk) {
    return new TlsClientSetup(
        trust, offer, hostname, alpn, identity, psk, limits, session, utcSeconds);
  }

  /**
   * With other limits for records.
   *
   * @param bytes the limits
   * @return a copy
   */
  public TlsClientSetup withLimits(RecordLimits bytes) {
    return new TlsClientSetup(
        trust, offer, hostname, alpn, identity, preSharedKey, bytes, session, utcSeconds);
  }

  /**
   * With a session to resume.
   *
   * @param saved the session to resume if the server will; null for none
   * @return a copy
   */
  public TlsClientSetup withSession(@Nullable SavedSession saved) {
    return new TlsClientSetup(
        trust, offer, hostname, alpn, identity, preSharedKey, limits, saved, utcSeconds);
  }
}
