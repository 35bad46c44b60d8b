package dev.espalier.hal.transport;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a WebSocket transport ({@code esp_transport_ws_config_t}). What is null leaves the
 * transport's former value.
 *
 * @param path {@code ws_path}: what is asked for, with its query
 * @param subProtocol {@code sub_protocol}
 * @param userAgent {@code user_agent}
 * @param headers {@code headers}: further header lines, each with its CRLF
 * @param auth {@code auth}: value of the header {@code Authorization}; not in v4.4
 * @param headerHook {@code header_hook} with its context: sees the answer's header lines; not in
 *     v4.4
 * @param responseHeaders {@code response_headers}: where the answer is copied to, the caller's
 *     array; all of it is C's {@code response_headers_len}; not in v4.4
 * @param propagateControlFrames {@code propagate_control_frames}: whether reads give control frames
 *     to the caller; otherwise they are answered within the read
 */
@SuppressWarnings("ArrayRecordComponent") // the caller's bytes, as in C; never compared
public record WsConfig(
    @Nullable String path,
    @Nullable String subProtocol,
    @Nullable String userAgent,
    @Nullable String headers,
    @Nullable String auth,
    @Nullable WsHeaderHook headerHook,
    byte @Nullable [] responseHeaders,
    boolean propagateControlFrames) {

  /**
   * Begins a configuration that changes nothing but {@code propagate_control_frames}.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Makes a configuration step by step. */
  public static final class Builder {
    private @Nullable String path;
    private @Nullable String subProtocol;
    private @Nullable String userAgent;
    private @Nullable String headers;
    private @Nullable String auth;
    private @Nullable WsHeaderHook headerHook;
    private byte @Nullable [] responseHeaders;
    private boolean propagateControlFrames;

    private Builder() {}

    /**
     * Sets what is asked for.
     *
     * @param value path and query
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder path(@Nullable String value) {
      path = value;
      return this;
    }

    /**
     * Sets the subprotocol offered.
     *
     * @param value the header's value
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder subProtocol(@Nullable String value) {
      subProtocol = value;
      return this;
    }

    /**
     * Sets the user agent.
     *
     * @param value the header's value
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder userAgent(@Nullable String value) {
      userAgent = value;
      return this;
    }

    /**
     * Sets further header lines.
     *
     * @param value the lines, each with its CRLF
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder headers(@Nullable String value) {
      headers = value;
      return this;
    }

    /**
     * Sets the authorization.
     *
     * @param value the header's value, such as {@code "Basic dXNlcjpwYXNz"}
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder auth(@Nullable String value) {
      auth = value;
      return this;
    }

    /**
     * Sets who sees the answer's header lines.
     *
     * @param value the hook
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder headerHook(@Nullable WsHeaderHook value) {
      headerHook = value;
      return this;
    }

    /**
     * Sets where the answer is copied to.
     *
     * @param value the array, not copied
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder responseHeaders(byte @Nullable [] value) {
      responseHeaders = value;
      return this;
    }

    /**
     * Sets whether reads give control frames to the caller.
     *
     * @param value whether
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder propagateControlFrames(boolean value) {
      propagateControlFrames = value;
      return this;
    }

    /**
     * Ends the configuration.
     *
     * @return it
     */
    public WsConfig build() {
      return new WsConfig(
          path,
          subProtocol,
          userAgent,
          headers,
          auth,
          headerHook,
          responseHeaders,
          propagateControlFrames);
    }
  }
}
