package dev.espalier.websocket;

import dev.espalier.hal.system.EspErr;

/**
 * What went wrong ({@code esp_websocket_error_codes_t}, component 1.0.0). The first three and the
 * errno are told once, with {@link WebsocketErrorType#WEBSOCKET_ERROR_TYPE_TCP_TRANSPORT}; with any
 * other type, where C leaves what is on the stack, they are 0.
 *
 * @param espTlsLastEspErr {@code esp_tls_last_esp_err}: the last error of esp_tls
 * @param espTlsStackErr {@code esp_tls_stack_err}: mbedTLS's code, 0 for none
 * @param espTlsCertVerifyFlags {@code esp_tls_cert_verify_flags}: why the certificate was refused,
 *     bits, 0 for none
 * @param errorType {@code error_type}: of the last connection that was given up; an ERROR event
 *     comes before it is set
 * @param espWsHandshakeStatusCode {@code esp_ws_handshake_status_code}: HTTP status of the last
 *     upgrade that failed, 0 before
 * @param espTransportSockErrno {@code esp_transport_sock_errno}: errno of the socket, 0 for none
 */
public record WebsocketErrorCodes(
    EspErr espTlsLastEspErr,
    int espTlsStackErr,
    int espTlsCertVerifyFlags,
    WebsocketErrorType errorType,
    int espWsHandshakeStatusCode,
    int espTransportSockErrno) {}
