package dev.espalier.websocket;

import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.hal.tls.TlsKeepAlive;
import dev.espalier.hal.transport.EspTransport;
import dev.espalier.hal.transport.TransportList;
import dev.espalier.hal.transport.TransportSsl;
import dev.espalier.hal.transport.TransportTcp;
import dev.espalier.hal.transport.TransportWs;
import dev.espalier.hal.transport.WsConfig;
import org.jspecify.annotations.Nullable;

/** The client's transports: ws over TCP and wss over TLS, made by {@code init}. */
final class ClientTransports {
  private static final int TCP_PORT = 80;
  private static final int SSL_PORT = 443;
  private static final int KEEP_ALIVE_IDLE = 5;
  private static final int KEEP_ALIVE_INTERVAL = 5;
  private static final int KEEP_ALIVE_COUNT = 3;

  private final TransportList list = TransportList.init();
  private final TransportWs ws;
  private final TransportWs wss;

  ClientTransports(WebsocketClientConfig config, QuirkSet quirks) {
    TransportTcp tcp = TransportTcp.init();
    tcp.setKeepAlive(keepAlive(config.tcp()));
    tcp.setInterfaceName(config.tcp().ifName());
    ws = add(tcp, "_tcp", "ws", TCP_PORT);
    TransportSsl ssl = TransportSsl.init();
    setCredentials(ssl, config.tls());
    if (!quirks.has(Quirk.KEEP_ALIVE_NOT_FOR_WSS)) {
      ssl.setKeepAlive(keepAlive(config.tcp()));
      ssl.setInterfaceName(config.tcp().ifName());
    }
    wss = add(ssl, "_ssl", "wss", SSL_PORT);
  }

  private TransportWs add(EspTransport below, String belowScheme, String scheme, int port) {
    below.setDefaultPort(port).orAbort();
    list.add(below, belowScheme).orAbort();
    TransportWs made = TransportWs.init(below);
    made.setDefaultPort(port).orAbort();
    list.add(made, scheme).orAbort();
    return made;
  }

  private static @Nullable TlsKeepAlive keepAlive(WebsocketClientConfig.Tcp tcp) {
    return !tcp.keepAliveEnable()
        ? null
        : new TlsKeepAlive(
            true,
            orDefault(tcp.keepAliveIdleSeconds(), KEEP_ALIVE_IDLE),
            orDefault(tcp.keepAliveIntervalSeconds(), KEEP_ALIVE_INTERVAL),
            orDefault(tcp.keepAliveCount(), KEEP_ALIVE_COUNT));
  }

  private static int orDefault(int value, int byDefault) {
    return value == 0 ? byDefault : value;
  }

  private static void setCredentials(TransportSsl ssl, WebsocketClientConfig.Tls tls) {
    WebsocketCredential ca = tls.serverCa();
    if (tls.useGlobalCaStore()) {
      ssl.enableGlobalCaStore();
    } else if (ca != null) {
      if (ca.isPem()) {
        ssl.setCertData(ca.bytes());
      } else {
        ssl.setCertDataDer(ca.bytes());
      }
    }
    WebsocketCredential certificate = tls.clientCertificate();
    if (certificate != null) {
      if (certificate.isPem()) {
        ssl.setClientCertData(certificate.bytes());
      } else {
        ssl.setClientCertDataDer(certificate.bytes());
      }
    }
    WebsocketCredential key = tls.clientKey();
    if (key != null) {
      if (key.isPem()) {
        ssl.setClientKeyData(key.bytes());
      } else {
        ssl.setClientKeyDataDer(key.bytes());
      }
    }
    if (tls.skipCertCommonNameCheck()) {
      ssl.skipCommonNameCheck();
    }
  }

  /** Tells both what to ask for ({@code set_websocket_transport_optional_settings}). */
  void configure(ClientSettings settings) {
    WsConfig config =
        WsConfig.builder()
            .path(settings.path)
            .subProtocol(settings.subprotocol)
            .userAgent(settings.userAgent)
            .headers(settings.headers)
            .propagateControlFrames(true)
            .build();
    ws.setConfig(config).orAbort();
    wss.setConfig(config).orAbort();
  }

  /** The transport for a scheme; null unless it is ws or wss, in any case. */
  @Nullable TransportWs find(@Nullable String scheme) {
    return list.getTransport(scheme) instanceof TransportWs found ? found : null;
  }

  void destroy() {
    list.destroy().orAbort();
  }
}
