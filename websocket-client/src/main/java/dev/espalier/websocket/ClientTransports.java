package dev.espalier.websocket;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.tls.TlsKeepAlive;
import dev.espalier.hal.transport.EspTransport;
import dev.espalier.hal.transport.TransportList;
import dev.espalier.hal.transport.TransportSsl;
import dev.espalier.hal.transport.TransportTcp;
import dev.espalier.hal.transport.TransportWs;
import dev.espalier.hal.transport.WsConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's transports: ws over TCP and wss over TLS. v4.4 makes both in {@code init}, the
 * separate component makes the one that it needs at each {@code start}.
 */
final class ClientTransports {
  private static final String WS = "ws";
  private static final String WSS = "wss";
  private static final int TCP_PORT = 80;
  private static final int SSL_PORT = 443;
  private static final int KEEP_ALIVE_IDLE = 5;
  private static final int KEEP_ALIVE_INTERVAL = 5;
  private static final int KEEP_ALIVE_COUNT = 3;

  private final ClientCore core;
  private final TransportList list = TransportList.init();
  private final List<TransportWs> webSockets = new ArrayList<>(2);

  private ClientTransports(ClientCore core) {
    this.core = core;
  }

  /** Both transports, for {@code init} of v4.4; not configured yet. */
  static ClientTransports both(ClientCore core) {
    ClientTransports made = new ClientTransports(core);
    try {
      made.addTcp();
      made.addSsl();
    } catch (EspException e) {
      made.destroy();
      throw e;
    }
    return made;
  }

  /** The transport for the client's scheme, ready to connect; null for another scheme. */
  static @Nullable ClientTransports forScheme(ClientCore core) {
    String scheme = core.settings.scheme;
    ClientTransports made = new ClientTransports(core);
    if (WS.equalsIgnoreCase(scheme)) {
      made.addTcp();
    } else if (WSS.equalsIgnoreCase(scheme)) {
      made.addSsl();
    } else {
      EspLog.e(
          core.tag,
          "Not support this websocket scheme %s, only support %s and %s",
          scheme == null ? "(null)" : scheme,
          WS,
          WSS);
      return null;
    }
    made.configure();
    return made;
  }

  private void addTcp() {
    TransportTcp tcp = TransportTcp.init();
    tcp.setKeepAlive(keepAlive());
    tcp.setInterfaceName(core.config.tcp().ifName());
    add(tcp, "_tcp", WS, TCP_PORT);
  }

  private void addSsl() {
    TransportSsl ssl = TransportSsl.init();
    setCredentials(ssl);
    if (!core.has(Quirk.KEEP_ALIVE_NOT_FOR_WSS)) {
      ssl.setKeepAlive(keepAlive());
      ssl.setInterfaceName(core.config.tcp().ifName());
    }
    add(ssl, "_ssl", WSS, SSL_PORT);
  }

  private void add(EspTransport below, String belowScheme, String scheme, int port) {
    below.setDefaultPort(port).orAbort();
    list.add(below, belowScheme).orAbort();
    TransportWs made = TransportWs.init(below);
    made.setDefaultPort(port).orAbort();
    list.add(made, scheme).orAbort();
    webSockets.add(made);
  }

  private @Nullable TlsKeepAlive keepAlive() {
    WebsocketClientConfig.Tcp tcp = core.config.tcp();
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

  private void setCredentials(TransportSsl ssl) {
    WebsocketClientConfig.Tls tls = core.config.tls();
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
    } else if (core.later && tls.clientDsData() != null) {
      ssl.setDsData(tls.clientDsData());
    }
    if (tls.skipCertCommonNameCheck()) {
      ssl.skipCommonNameCheck();
    }
    if (core.later) {
      setLaterCredentials(ssl, tls);
    }
  }

  private void setLaterCredentials(TransportSsl ssl, WebsocketClientConfig.Tls tls) {
    if (tls.crtBundleAttach() != null) {
      if (SdkConfig.current().get(Kconfig.MBEDTLS_CERTIFICATE_BUNDLE)) {
        ssl.crtBundleAttach(tls.crtBundleAttach());
      } else {
        EspLog.e(
            core.tag,
            "crt_bundle_attach configured but not enabled in menuconfig: Please enable"
                + " MBEDTLS_CERTIFICATE_BUNDLE option");
      }
    }
    if (tls.certCommonName() != null) {
      ssl.setCommonName(tls.certCommonName());
    }
  }

  /** Tells all what to ask for ({@code set_websocket_transport_optional_settings}). */
  void configure() {
    ClientSettings settings = core.settings;
    WsConfig.Builder config =
        WsConfig.builder()
            .path(settings.path)
            .subProtocol(settings.subprotocol)
            .userAgent(settings.userAgent)
            .headers(settings.headers)
            .propagateControlFrames(true);
    if (settings.auth != null) {
      config.auth(settings.auth);
    }
    if (core.later) {
      config.headerHook(this::header);
    }
    WsConfig made = config.build();
    for (TransportWs each : webSockets) {
      each.setConfig(made).orAbort();
    }
  }

  private void header(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    core.dispatch(WebsocketEvents.WEBSOCKET_EVENT_HEADER_RECEIVED, bytes, bytes.length);
  }

  /** The transport for a scheme; null unless it is ws or wss, in any case. */
  @Nullable TransportWs find(@Nullable String scheme) {
    return list.getTransport(scheme) instanceof TransportWs found ? found : null;
  }

  void destroy() {
    list.destroy().orAbort();
  }
}
