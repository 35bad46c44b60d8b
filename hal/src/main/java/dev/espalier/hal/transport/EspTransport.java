package dev.espalier.hal.transport;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import dev.espalier.hal.tls.EspTlsErrorType;
import dev.espalier.hal.tls.EspTlsLastError;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A byte stream to a peer ({@code esp_transport_handle_t}). Timeouts of {@link Timeout#FOREVER} are
 * C's -1; all others mean milliseconds there.
 */
public class EspTransport {
  /** What a read gives when memory is short ({@code ERR_TCP_TRANSPORT_NO_MEM}). */
  public static final int ERR_TCP_TRANSPORT_NO_MEM = -3;

  /** What a failed read gives after v4.4. */
  public static final int ERR_TCP_TRANSPORT_CONNECTION_FAILED = -2;

  /** What a read gives at the peer's FIN; in v4.4 at every failure. */
  public static final int ERR_TCP_TRANSPORT_CONNECTION_CLOSED_BY_FIN = -1;

  /** What a read gives when the time is over. */
  public static final int ERR_TCP_TRANSPORT_CONNECTION_TIMEOUT = 0;

  private static final TransportFunctions NONE = new TransportFunctions() {};

  private TransportFunctions functions = NONE;
  private @Nullable ConnectFunction asyncConnect;
  private UnaryOperator<EspTransport> parentTransport = UnaryOperator.identity();
  private @Nullable Object contextData;
  private @Nullable String scheme;
  private int defaultPort;
  private @Nullable HeapLease memory;
  private @Nullable EspTlsLastError errors;

  EspTransport() {}

  /**
   * Makes a transport without functions: its calls give -1 until {@link #setFunc}.
   *
   * @return the transport
   */
  @EspApi("esp_transport_init")
  public static EspTransport init() {
    EspTransport made = new EspTransport();
    made.charge("esp_transport_init");
    return made;
  }

  /**
   * Takes what the genuine transport allocates, until {@link #destroy}.
   *
   * @param function the C function that gives NULL without memory
   * @param blocks sizes besides the transport itself
   */
  final void charge(String function, int... blocks) {
    HeapLease lease = Heap.leaseOrThrow(HeapUse.TRANSPORT, CStruct.TRANSPORT.bytes(), function);
    for (int block : blocks) {
      if (!lease.take(block)) {
        lease.release();
        throw Heap.current().exhausted(function, block);
      }
    }
    memory = lease;
  }

  /**
   * Sets what the transport does.
   *
   * @param functions its functions; a former asynchronous connect function and parent are forgotten
   * @return {@code ESP_OK}
   */
  @EspApi("esp_transport_set_func")
  public final EspErr setFunc(TransportFunctions functions) {
    this.functions = functions;
    asyncConnect = null;
    parentTransport = UnaryOperator.identity();
    return EspErr.ESP_OK;
  }

  /**
   * Sets how the transport connects step by step.
   *
   * @param function the function
   * @return {@code ESP_OK}
   */
  @EspApi("esp_transport_set_async_connect_func")
  public final EspErr setAsyncConnectFunc(ConnectFunction function) {
    asyncConnect = function;
    return EspErr.ESP_OK;
  }

  /**
   * Sets how the transport below is found.
   *
   * @param function gets this transport, gives the one that carries its payload
   * @return {@code ESP_OK}
   */
  @EspApi("esp_transport_set_parent_transport_func")
  public final EspErr setParentTransportFunc(UnaryOperator<EspTransport> function) {
    parentTransport = function;
    return EspErr.ESP_OK;
  }

  /**
   * The transport that carries this one's payload.
   *
   * @return the transport; this one itself when it has no parent; null when it has no functions
   */
  @EspApi("esp_transport_get_payload_transport_handle")
  public final @Nullable EspTransport getPayloadTransportHandle() {
    return functions == NONE ? null : parentTransport.apply(this);
  }

  /**
   * Connects.
   *
   * @param host host name or address
   * @param port 1 to 65535
   * @param timeout how long
   * @return 0, or -1
   */
  @EspApi("esp_transport_connect")
  public final int connect(String host, int port, Timeout timeout) {
    return functions.connect(this, host, port, timeout);
  }

  /**
   * Goes on with connecting, without blocking for longer than the timeout.
   *
   * @param host host name or address
   * @param port 1 to 65535
   * @param timeout how long this step may take
   * @return 1 when connected, 0 to be called again, -1 on errors
   */
  @EspApi("esp_transport_connect_async")
  public final int connectAsync(String host, int port, Timeout timeout) {
    return asyncConnect == null ? -1 : asyncConnect.connect(this, host, port, timeout);
  }

  /**
   * Reads.
   *
   * @param buffer where to
   * @param offset first index
   * @param length at most so many bytes
   * @param timeout how long to wait for the first one
   * @return the count, 0 when the time is over, -1 on errors and at the end
   */
  @EspApi("esp_transport_read")
  public final int read(byte[] buffer, int offset, int length, Timeout timeout) {
    return functions.read(this, buffer, offset, length, timeout);
  }

  /**
   * Writes.
   *
   * @param buffer where from
   * @param offset first index
   * @param length how many bytes
   * @param timeout how long to wait for room
   * @return the count, 0 when the time is over, -1 on errors
   */
  @EspApi("esp_transport_write")
  public final int write(byte[] buffer, int offset, int length, Timeout timeout) {
    return functions.write(this, buffer, offset, length, timeout);
  }

  /**
   * Waits until something can be read.
   *
   * @param timeout how long
   * @return 1 or more when it can, 0 when the time is over, -1 on errors
   */
  @EspApi("esp_transport_poll_read")
  public final int pollRead(Timeout timeout) {
    return functions.pollRead(this, timeout);
  }

  /**
   * Waits until something can be written.
   *
   * @param timeout how long
   * @return 1 or more when it can, 0 when the time is over, -1 on errors
   */
  @EspApi("esp_transport_poll_write")
  public final int pollWrite(Timeout timeout) {
    return functions.pollWrite(this, timeout);
  }

  /**
   * Closes the connection; the transport can connect again.
   *
   * @return 0, or -1 when there is none
   */
  @CanIgnoreReturnValue
  @EspApi("esp_transport_close")
  public final int close() {
    return functions.close(this);
  }

  /**
   * Closes and frees the transport.
   *
   * @return {@code ESP_OK}
   */
  @EspApi("esp_transport_destroy")
  public final EspErr destroy() {
    functions.destroy(this);
    if (memory != null) {
      memory.release();
    }
    return EspErr.ESP_OK;
  }

  /**
   * The port for URLs that name none.
   *
   * @return the port, 0 at first
   */
  @EspApi("esp_transport_get_default_port")
  public final int getDefaultPort() {
    return defaultPort;
  }

  /**
   * Sets the port for URLs that name none.
   *
   * @param port the port
   * @return {@code ESP_OK}
   */
  @EspApi("esp_transport_set_default_port")
  public final EspErr setDefaultPort(int port) {
    defaultPort = port;
    return EspErr.ESP_OK;
  }

  /**
   * What {@link #setContextData} set.
   *
   * @return the data, null at first
   */
  @EspApi("esp_transport_get_context_data")
  public final @Nullable Object getContextData() {
    return contextData;
  }

  /**
   * Keeps something for the transport's own functions.
   *
   * @param data any object
   * @return {@code ESP_OK}
   */
  @EspApi("esp_transport_set_context_data")
  public final EspErr setContextData(@Nullable Object data) {
    contextData = data;
    return EspErr.ESP_OK;
  }

  /**
   * Where the last error of {@code esp_tls} is kept.
   *
   * @return the errors, shared with the transport below; null for a transport of the firmware's own
   */
  @EspApi("esp_transport_get_error_handle")
  public final @Nullable EspTlsLastError getErrorHandle() {
    return errors;
  }

  /**
   * Takes the last socket error.
   *
   * @return the errno, 0 for none, then cleared; -1 for a transport of the firmware's own
   */
  @EspApi("esp_transport_get_errno")
  public final int getErrno() {
    if (errors == null) {
      return -1;
    }
    return errors.getAndClearErrorType(EspTlsErrorType.ESP_TLS_ERR_TYPE_SYSTEM);
  }

  /**
   * The socket below. In v4.4 only the component's own sources can call this.
   *
   * @return its number, -1 without one
   */
  @EspApi("esp_transport_get_socket")
  public final int getSocket() {
    return functions.socket(this);
  }

  /**
   * Makes an error code of what {@link #read} gave.
   *
   * @param error one of {@code ERR_TCP_TRANSPORT_...}
   * @return the code, {@code ESP_FAIL} for any other number
   */
  @EspApi("esp_transport_translate_error")
  public static EspErr translateError(int error) {
    Lint.needs(Profile.COMPONENT_1_8, "esp_transport_translate_error");
    return switch (error) {
      case ERR_TCP_TRANSPORT_CONNECTION_CLOSED_BY_FIN ->
          TransportErrors.ESP_ERR_TCP_TRANSPORT_CONNECTION_CLOSED_BY_FIN;
      case ERR_TCP_TRANSPORT_CONNECTION_TIMEOUT ->
          TransportErrors.ESP_ERR_TCP_TRANSPORT_CONNECTION_TIMEOUT;
      case ERR_TCP_TRANSPORT_CONNECTION_FAILED ->
          TransportErrors.ESP_ERR_TCP_TRANSPORT_CONNECTION_FAILED;
      case ERR_TCP_TRANSPORT_NO_MEM -> TransportErrors.ESP_ERR_TCP_TRANSPORT_NO_MEM;
      default -> EspErr.ESP_FAIL;
    };
  }

  final TransportFunctions functions() {
    return functions;
  }

  final @Nullable EspTlsLastError errors() {
    return errors;
  }

  final void errors(EspTlsLastError shared) {
    errors = shared;
  }

  final @Nullable String scheme() {
    return scheme;
  }

  final void scheme(String name) {
    scheme = name;
  }
}
