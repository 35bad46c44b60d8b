package dev.espalier.hal.transport;

/** What to do about session tickets ({@code esp_transport_session_ticket_operation_t}). */
public enum SessionTicketOperation {
  /** Nothing. */
  ESP_TRANSPORT_SESSION_TICKET_INIT,
  /** Keep the session of the present connection. */
  ESP_TRANSPORT_SESSION_TICKET_SAVE,
  /** Resume the session that was kept at the next connect. */
  ESP_TRANSPORT_SESSION_TICKET_USE,
  /** Forget the session that was kept. */
  ESP_TRANSPORT_SESSION_TICKET_FREE
}
