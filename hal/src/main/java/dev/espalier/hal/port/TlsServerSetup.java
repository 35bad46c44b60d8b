package dev.espalier.hal.port;

import dev.espalier.hal.port.TlsProvider.Certificates;
import dev.espalier.hal.port.TlsProvider.Dialect;
import dev.espalier.hal.port.TlsProvider.Identity;
import dev.espalier.hal.port.TlsProvider.Offer;
import dev.espalier.hal.port.TlsProvider.PreSharedKey;
import dev.espalier.hal.port.TlsProvider.Tickets;
import dev.espalier.hal.port.TlsProvider.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server accepts and whom it trusts.
 *
 * @param identity its certificate and key; null for a shared secret alone
 * @param preSharedKey null for none
 * @param clientAnchors roots for client certificates, which are then required; null for none
 * @param offer versions, cipher suites and curves
 * @param alpn application protocols, the preferred one first; empty for none
 * @param tickets for sessions to be resumed; null for none
 * @param utcSeconds the time of day, or {@link TlsProvider#NO_TIME}
 */
public record TlsServerSetup(
    @Nullable Identity identity,
    @Nullable PreSharedKey preSharedKey,
    @Nullable Certificates clientAnchors,
    Offer offer,
    List<String> alpn,
    @Nullable Tickets tickets,
    long utcSeconds) {
  /**
   * A server of today: TLS 1.2 and 1.3 without client certificates.
   *
   * @param identity its certificate and key
   * @param utcSeconds the time of day, or {@link TlsProvider#NO_TIME}
   * @return the setup
   */
  public static TlsServerSetup of(Identity identity, long utcSeconds) {
    Offer offer = Offer.of(Dialect.OPENSSL, Version.TLS_1_2, Version.TLS_1_3);
    return new TlsServerSetup(identity, null, null, offer, List.of(), null, utcSeconds);
  }

  /**
   * With a secret that client and server share.
   *
   * @param psk name and secret
   * @return a copy
   */
  public TlsServerSetup withPreSharedKey(PreSharedKey psk) {
    return new TlsServerSetup(identity, psk, clientAnchors, offer, alpn, tickets, utcSeconds);
  }

  /**
   * With client certificates.
   *
   * @param anchors their roots
   * @return a copy
   */
  public TlsServerSetup withClientAnchors(Certificates anchors) {
    return new TlsServerSetup(identity, preSharedKey, anchors, offer, alpn, tickets, utcSeconds);
  }

  /**
   * With other versions, cipher suites and curves.
   *
   * @param what the offer
   * @return a copy
   */
  public TlsServerSetup withOffer(Offer what) {
    return new TlsServerSetup(
        identity, preSharedKey, clientAnchors, what, alpn, tickets, utcSeconds);
  }

  /**
   * With other versions.
   *
   * @param oldest the oldest
   * @param newest the newest
   * @return a copy
   */
  public TlsServerSetup withVersions(Version oldest, Version newest) {
    return withOffer(offer.withVersions(oldest, newest));
  }

  /**
   * With application protocols.
   *
   * @param protocols the preferred one first
   * @return a copy
   */
  public TlsServerSetup withAlpn(List<String> protocols) {
    return new TlsServerSetup(
        identity, preSharedKey, clientAnchors, offer, List.copyOf(protocols), tickets, utcSeconds);
  }

  /**
   * With session tickets.
   *
   * @param use keys and present time
   * @return a copy
   */
  public TlsServerSetup withTickets(Tickets use) {
    return new TlsServerSetup(identity, preSharedKey, clientAnchors, offer, alpn, use, utcSeconds);
  }
}
