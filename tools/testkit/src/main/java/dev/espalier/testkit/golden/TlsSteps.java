package dev.espalier.testkit.golden;

import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.tls.EspTls;
import dev.espalier.hal.tls.EspTlsCfg;
import dev.espalier.hal.tls.EspTlsErrorType;
import dev.espalier.hal.tls.EspTlsLastError;
import dev.espalier.hal.tls.GlobalCaStore;
import dev.espalier.hal.tls.TlsKeepAlive;
import dev.espalier.testkit.JsonObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The steps {@code tls_…} and {@code set_global_ca}. */
final class TlsSteps implements StepFamily {
  private static final int HEAD_BYTES = 64;
  private static final long POLL_MICROS = 1000;

  /** What the player left in a variable that a refused call does not set. */
  private static final int UNSET = -12345;

  private final Recorder recorder;
  private final ScriptFiles files;
  private final Map<String, EspTls> handles = new HashMap<>();

  TlsSteps(Recorder recorder, ScriptFiles files) {
    this.recorder = recorder;
    this.files = files;
  }

  @Override
  public boolean play(JsonObject step, String op, String id) {
    Returns returns = new Returns(recorder, id, op);
    switch (op) {
      case "set_global_ca" -> {
        byte[] pem = terminated(step.requiredText("file"));
        returns.restart();
        returns.err(GlobalCaStore.set(pem));
      }
      case "tls_init" -> {
        EspTls tls = EspTls.init();
        handles.put(name(step), tls);
        returns.handle(tls);
      }
      case "tls_conn_new", "tls_conn_http_new" -> connect(step, op, returns);
      case "tls_conn_new_sync", "tls_conn_new_async" -> connectHandle(step, op, returns);
      case "tls_conn_async_until" -> connectUntil(step, returns);
      case "tls_write" -> write(step, returns);
      case "tls_read" -> read(step, returns);
      case "tls_destroy" -> destroy(step, returns);
      case "tls_avail" -> {
        EspTls tls = handles.get(name(step));
        returns.number(tls == null ? -1 : tls.getBytesAvail());
      }
      case "tls_sockfd" -> returns.err(sockfd(step));
      case "tls_last_error" -> lastError(step, returns);
      case "tls_clear_type" -> clearType(step, returns);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static String name(JsonObject step) {
    return step.text("t", "t0");
  }

  /** The connection of a step that follows the pointer without a look at it. */
  private EspTls handle(JsonObject step) {
    EspTls tls = handles.get(name(step));
    if (tls == null) {
      throw new EspAbort("LoadProhibited: esp_tls_t \"" + name(step) + "\" is NULL");
    }
    return tls;
  }

  private boolean isNull(JsonObject step) {
    return step.flag("null", false)
        || step.number("null", 0) != 0
        || handles.get(name(step)) == null;
  }

  private byte[] terminated(String file) {
    byte[] content = files.read(file);
    return Arrays.copyOf(content, content.length + 1);
  }

  private EspTlsCfg config(JsonObject step) {
    EspTlsCfg.Builder cfg = EspTlsCfg.builder();
    JsonObject config = step.object("config");
    if (config == null) {
      return cfg.build();
    }
    for (String key : config.map().keySet()) {
      switch (key) {
        case "cacert_file" -> cfg.caCert(terminated(config.requiredText(key)));
        case "clientcert_file" -> cfg.clientCert(terminated(config.requiredText(key)));
        case "clientkey_file" -> cfg.clientKey(terminated(config.requiredText(key)));
        case "non_block" -> cfg.nonBlock(isSet(config, key));
        case "timeout_ms" -> cfg.timeoutMs((int) config.number(key, 0));
        case "use_global_ca_store" -> cfg.useGlobalCaStore(isSet(config, key));
        case "common_name" -> cfg.commonName(config.text(key));
        case "skip_common_name" -> cfg.skipCommonName(isSet(config, key));
        case "is_plain_tcp" -> cfg.isPlainTcp(isSet(config, key));
        case "keep_alive" -> cfg.keepAliveCfg(new TlsKeepAlive(true, 7, 8, 9));
        default -> throw new JsonObject.FormatException("unknown tls key " + key);
      }
    }
    return cfg.build();
  }

  private static boolean isSet(JsonObject config, String key) {
    return config.get(key) instanceof Number number
        ? number.longValue() != 0
        : config.flag(key, false);
  }

  private void connect(JsonObject step, String op, Returns returns) {
    EspTlsCfg cfg = config(step);
    returns.restart();
    EspTls tls;
    try {
      tls =
          op.equals("tls_conn_new")
              ? EspTls.connNew(step.requiredText("host"), (int) step.number("port", 0), cfg)
              : EspTls.connHttpNew(step.requiredText("url"), cfg);
      handles.put(name(step), tls);
    } catch (EspException e) {
      tls = null;
      handles.remove(name(step));
    }
    JsonObject r = returns.open().put("ret", tls == null ? null : "handle");
    describe(r, tls);
    returns.duration(r);
  }

  private void connectHandle(JsonObject step, String op, Returns returns) {
    EspTls tls = handles.get(name(step));
    if (tls == null) {
      returns.number(-1); // "empty esp_tls parameter"
      return;
    }
    EspTlsCfg cfg = config(step);
    String host = step.requiredText("host");
    int port = (int) step.number("port", 0);
    returns.restart();
    int result =
        op.equals("tls_conn_new_sync")
            ? tls.connNewSync(host, port, cfg)
            : tls.connNewAsync(host, port, cfg);
    JsonObject r = returns.open().put("ret", result);
    describe(r, tls);
    returns.duration(r);
  }

  private void connectUntil(JsonObject step, Returns returns) {
    EspTls tls = handle(step);
    EspTlsCfg cfg = config(step);
    String host = step.requiredText("host");
    int port = (int) step.number("port", 0);
    long end = recorder.micros() + step.number("ms", 3000) * 1000;
    boolean zeros = false;
    int result;
    while ((result = tls.connNewAsync(host, port, cfg)) == 0 && recorder.micros() < end) {
      zeros = true;
      Task.delay(Timeout.exactMicros(POLL_MICROS));
    }
    JsonObject r = returns.open().put("ret", result).put("returned_0_first", zeros);
    describe(r, tls);
  }

  private void write(JsonObject step, Returns returns) {
    EspTls tls = handle(step);
    byte[] data = StepData.of(step.get("data"));
    returns.restart();
    int result = tls.connWrite(data);
    transferred(returns, tls, result, null);
  }

  private void read(JsonObject step, Returns returns) {
    EspTls tls = handle(step);
    byte[] buffer = new byte[(int) step.number("n", 100)];
    returns.restart();
    int result = tls.connRead(buffer);
    transferred(returns, tls, result, buffer);
  }

  private static void transferred(
      Returns returns, EspTls tls, int result, byte @Nullable [] buffer) {
    JsonObject r = returns.open().put("ret", result);
    if (result < 0) {
      r.put("host_errno", LinuxErrno.number(Errno.name(Errno.get())));
    }
    if (buffer != null && result > 0) {
      int head = Math.min(result, HEAD_BYTES);
      r.put("data_head", HexFormat.of().formatHex(buffer, 0, head));
    }
    describe(r, tls);
    returns.duration(r);
  }

  /** In C a handle may be NULL; a Java object is none, so the answer is the player's. */
  private void destroy(JsonObject step, Returns returns) {
    if (isNull(step)) {
      returns.number(-1);
      return;
    }
    int result = handle(step).connDestroy();
    handles.remove(name(step));
    returns.number(result);
  }

  private EspErr sockfd(JsonObject step) {
    if (isNull(step)) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    int fd = handle(step).getConnSockfd();
    assert fd >= -1;
    return EspErr.ESP_OK;
  }

  private void lastError(JsonObject step, Returns returns) {
    var last =
        step.has("null")
            ? new EspTlsLastError.Last(EspErr.ESP_ERR_INVALID_STATE, 0, 0)
            : handle(step).errorHandle().getAndClearLastError();
    code(returns.open(), last.err())
        .put("tls_code", last.tlsErrorCode())
        .put("tls_flags", last.tlsFlags());
  }

  private void clearType(JsonObject step, Returns returns) {
    int number = (int) step.number("etype", 1);
    EspTlsLastError errors = handle(step).errorHandle();
    JsonObject r = returns.open().put("etype", number);
    for (EspTlsErrorType type : EspTlsErrorType.values()) {
      if (type.value() == number && type != EspTlsErrorType.ESP_TLS_ERR_TYPE_UNKNOWN) {
        int code = errors.getAndClearErrorType(type);
        code(r, EspErr.ESP_OK).put("code", code);
        return;
      }
    }
    code(r, EspErr.ESP_ERR_INVALID_ARG).put("code", UNSET);
  }

  private static JsonObject code(JsonObject r, EspErr code) {
    return r.put("ret", code.value()).put("ret_name", ErrorNames.of(code.value()));
  }

  private static void describe(JsonObject r, @Nullable EspTls tls) {
    if (tls == null) {
      return;
    }
    EspTlsLastError errors = tls.errorHandle();
    r.put("conn_state", tls.connState().value())
        .put("has_sockfd", tls.getConnSockfd() >= 0)
        .put("is_tls", tls.isTls())
        .put("last_error", ErrorNames.of(errors.lastError().value()))
        .put("tls_error_code", errors.get(EspTlsErrorType.ESP_TLS_ERR_TYPE_MBEDTLS))
        .put("tls_flags", errors.get(EspTlsErrorType.ESP_TLS_ERR_TYPE_MBEDTLS_CERT_FLAGS));
  }
}
