package dev.espalier.hal.wifi;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspResult;
import java.util.EnumMap;
import java.util.Map;

/** What firmware can set of the radio; most of it has no effect here ({@code esp_wifi.h}). */
public final class WifiSettings {
  /** {@code WIFI_PROTOCOL_11B}. */
  public static final int WIFI_PROTOCOL_11B = 1;

  /** {@code WIFI_PROTOCOL_11G}. */
  public static final int WIFI_PROTOCOL_11G = 2;

  /** {@code WIFI_PROTOCOL_11N}. */
  public static final int WIFI_PROTOCOL_11N = 4;

  /** {@code WIFI_PROTOCOL_LR}. */
  public static final int WIFI_PROTOCOL_LR = 8;

  private static final String NO_FRAMES = "there are no frames of 802.11 here";
  private static final int CHANNEL_MAX = 14;
  private static final int STATION_INACTIVE_MIN = 3;
  private static final int STATION_INACTIVE = 6;
  private static final int AP_INACTIVE_MIN = 10;
  private static final int AP_INACTIVE = 300;

  /** What of a power of 8 to 84 quarters of a dBm is used. */
  private static final int[] POWERS = {8, 20, 28, 34, 44, 52, 56, 60, 66, 72, 80};

  private static final int POWER_MIN = 8;
  private static final int POWER_MAX = 84;

  private static final BoardLocal<WifiSettings> OF_BOARD = BoardLocal.of(WifiSettings::new);

  private final Map<WifiInterface, Integer> protocols = new EnumMap<>(WifiInterface.class);
  private final Map<WifiInterface, WifiBandwidth> bandwidths = new EnumMap<>(WifiInterface.class);
  private final Map<WifiInterface, Integer> inactive = new EnumMap<>(WifiInterface.class);
  private WifiPsType powerSave = WifiPsType.WIFI_PS_MIN_MODEM;
  private int channel = 1;
  private WifiCountry country = WifiCountry.CHINA;
  private int maxTxPower = POWERS[POWERS.length - 1];
  private int eventMask = 1;
  private boolean promiscuous;

  private WifiSettings() {}

  private static WifiSettings enter() {
    Chip.current().kernel().call();
    return OF_BOARD.get();
  }

  private static EspErr initialised() {
    return EspWifi.isInitialised() ? EspErr.ESP_OK : WifiErr.ESP_ERR_WIFI_NOT_INIT;
  }

  private static <T> EspResult<T> ifInitialised(T value) {
    EspErr err = initialised();
    return err.isOk() ? EspResult.of(value) : EspResult.error(err);
  }

  /**
   * Sets which protocols are spoken.
   *
   * @param wifiIf which half
   * @param bitmap bits {@code WIFI_PROTOCOL_…}
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_INVALID_ARG} for none
   */
  @EspApi(value = "esp_wifi_set_protocol", fidelity = Fidelity.STORED, note = NO_FRAMES)
  public static EspErr setProtocol(WifiInterface wifiIf, int bitmap) {
    WifiSettings settings = enter();
    EspErr err = initialised();
    if (err.isOk() && (bitmap <= 0 || bitmap >= 2 * WIFI_PROTOCOL_LR)) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    if (err.isOk()) {
      settings.protocols.put(wifiIf, bitmap);
    }
    return err;
  }

  /**
   * Gets which protocols are spoken.
   *
   * @param wifiIf which half
   * @return bits {@code WIFI_PROTOCOL_…}; {@code ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi("esp_wifi_get_protocol")
  public static EspResult<Integer> getProtocol(WifiInterface wifiIf) {
    int usual = WIFI_PROTOCOL_11B | WIFI_PROTOCOL_11G | WIFI_PROTOCOL_11N;
    return ifInitialised(enter().protocols.getOrDefault(wifiIf, usual));
  }

  /**
   * Sets how the station saves power.
   *
   * @param type how
   * @return {@code ESP_OK}
   */
  @EspApi(value = "esp_wifi_set_ps", fidelity = Fidelity.STORED, note = "the radio never sleeps")
  public static EspErr setPs(WifiPsType type) {
    enter().powerSave = type;
    return EspErr.ESP_OK;
  }

  /**
   * Gets how the station saves power.
   *
   * @return how
   */
  @EspApi("esp_wifi_get_ps")
  public static WifiPsType getPs() {
    return enter().powerSave;
  }

  /**
   * Sets how wide the channel is.
   *
   * @param wifiIf which half
   * @param bandwidth its width
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi(value = "esp_wifi_set_bandwidth", fidelity = Fidelity.STORED, note = NO_FRAMES)
  public static EspErr setBandwidth(WifiInterface wifiIf, WifiBandwidth bandwidth) {
    WifiSettings settings = enter();
    EspErr err = initialised();
    if (err.isOk()) {
      settings.bandwidths.put(wifiIf, bandwidth);
    }
    return err;
  }

  /**
   * Gets how wide the channel is.
   *
   * @param wifiIf which half
   * @return its width; {@code ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi("esp_wifi_get_bandwidth")
  public static EspResult<WifiBandwidth> getBandwidth(WifiInterface wifiIf) {
    return ifInitialised(enter().bandwidths.getOrDefault(wifiIf, WifiBandwidth.WIFI_BW_HT40));
  }

  /**
   * Sets the channel.
   *
   * @param primary 1 to 14
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_WIFI_NOT_STARTED}; {@code
   *     ESP_ERR_INVALID_ARG}
   */
  @EspApi(
      value = "esp_wifi_set_channel",
      fidelity = Fidelity.STORED,
      note = "stations find their access point on any channel; no secondary one")
  public static EspErr setChannel(int primary) {
    WifiSettings settings = enter();
    EspErr err = EspWifi.running();
    if (err.isOk() && (primary < 1 || primary > CHANNEL_MAX)) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    if (err.isOk()) {
      settings.channel = primary;
    }
    return err;
  }

  /**
   * Gets the channel.
   *
   * @return that of the access point while the station is connected, else what was set; {@code
   *     ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi(
      value = "esp_wifi_get_channel",
      fidelity = Fidelity.PARTIAL,
      note = "no secondary channel")
  public static EspResult<Integer> getChannel() {
    WifiSettings settings = enter();
    Station station = EspWifi.station();
    boolean connected = station.state() == Station.State.RUN;
    return ifInitialised(connected ? station.accessPoint().primary() : settings.channel);
  }

  /**
   * Sets where the radio is.
   *
   * @param country the country
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_INVALID_ARG} for channels
   *     that do not exist
   */
  @EspApi(
      value = "esp_wifi_set_country",
      fidelity = Fidelity.STORED,
      note = "no channel is forbidden")
  public static EspErr setCountry(WifiCountry country) {
    WifiSettings settings = enter();
    EspErr err = initialised();
    int last = country.schan() + country.nchan() - 1;
    if (err.isOk() && (country.schan() < 1 || last < country.schan() || last > CHANNEL_MAX)) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    if (err.isOk()) {
      settings.country = country;
    }
    return err;
  }

  /**
   * Gets where the radio is.
   *
   * @return the country; {@code ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi("esp_wifi_get_country")
  public static EspResult<WifiCountry> getCountry() {
    return ifInitialised(enter().country);
  }

  /**
   * Sets how much power is sent at most.
   *
   * @param power 8 to 84 quarters of a dBm
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_WIFI_NOT_STARTED}; {@code
   *     ESP_ERR_INVALID_ARG}
   */
  @EspApi(
      value = "esp_wifi_set_max_tx_power",
      fidelity = Fidelity.STORED,
      note = "nobody hears the board better or worse")
  public static EspErr setMaxTxPower(int power) {
    WifiSettings settings = enter();
    EspErr err = EspWifi.running();
    if (err.isOk() && (power < POWER_MIN || power > POWER_MAX)) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    for (int step : POWERS) {
      settings.maxTxPower = err.isOk() && step <= power ? step : settings.maxTxPower;
    }
    return err;
  }

  /**
   * Gets how much power is sent at most: the step below what was set.
   *
   * @return quarters of a dBm; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_WIFI_NOT_STARTED}
   */
  @EspApi("esp_wifi_get_max_tx_power")
  public static EspResult<Integer> getMaxTxPower() {
    WifiSettings settings = enter();
    EspErr err = EspWifi.running();
    return err.isOk() ? EspResult.of(settings.maxTxPower) : EspResult.error(err);
  }

  /**
   * Sets which events are left out.
   *
   * @param mask bit 0 for {@code WIFI_EVENT_AP_PROBEREQRECVED}
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi(
      value = "esp_wifi_set_event_mask",
      fidelity = Fidelity.STORED,
      note = "the one event that it is about never comes")
  public static EspErr setEventMask(int mask) {
    WifiSettings settings = enter();
    EspErr err = initialised();
    settings.eventMask = err.isOk() ? mask : settings.eventMask;
    return err;
  }

  /**
   * Gets which events are left out.
   *
   * @return the mask; {@code ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi("esp_wifi_get_event_mask")
  public static EspResult<Integer> getEventMask() {
    return ifInitialised(enter().eventMask);
  }

  /**
   * Sets whether all frames are listened to.
   *
   * @param enable whether they are
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi(value = "esp_wifi_set_promiscuous", fidelity = Fidelity.STORED, note = NO_FRAMES)
  public static EspErr setPromiscuous(boolean enable) {
    WifiSettings settings = enter();
    EspErr err = initialised();
    settings.promiscuous = err.isOk() ? enable : settings.promiscuous;
    return err;
  }

  /**
   * Gets whether all frames are listened to.
   *
   * @return whether they are; {@code ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi("esp_wifi_get_promiscuous")
  public static EspResult<Boolean> getPromiscuous() {
    return ifInitialised(enter().promiscuous);
  }

  /**
   * Sets after which silence the other side counts as gone.
   *
   * @param wifiIf which half
   * @param seconds at least 3 for the station, 10 for the access point
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_INVALID_ARG}
   */
  @EspApi(
      value = "esp_wifi_set_inactive_time",
      fidelity = Fidelity.STORED,
      note = "without power an access point is missed within 3 s, a station when it comes again")
  public static EspErr setInactiveTime(WifiInterface wifiIf, int seconds) {
    WifiSettings settings = enter();
    EspErr err = initialised();
    boolean station = wifiIf == WifiInterface.WIFI_IF_STA;
    if (err.isOk() && seconds < (station ? STATION_INACTIVE_MIN : AP_INACTIVE_MIN)) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    if (err.isOk()) {
      settings.inactive.put(wifiIf, seconds);
    }
    return err;
  }

  /**
   * Gets after which silence the other side counts as gone.
   *
   * @param wifiIf which half
   * @return seconds; {@code ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi("esp_wifi_get_inactive_time")
  public static EspResult<Integer> getInactiveTime(WifiInterface wifiIf) {
    int usual = wifiIf == WifiInterface.WIFI_IF_STA ? STATION_INACTIVE : AP_INACTIVE;
    return ifInitialised(enter().inactive.getOrDefault(wifiIf, usual));
  }

  /**
   * Gets the station's number at its access point.
   *
   * @return the number; 0 while it is not connected
   */
  @EspApi(
      value = "esp_wifi_sta_get_aid",
      fidelity = Fidelity.PARTIAL,
      note = "always 1 while connected")
  public static int staGetAid() {
    var _ = enter();
    return EspWifi.station().state() == Station.State.RUN ? 1 : 0;
  }

  /**
   * Does nothing, as in C.
   *
   * @return {@code ESP_OK}
   */
  @EspApi("esp_wifi_clear_fast_connect")
  public static EspErr clearFastConnect() {
    var _ = enter();
    return EspErr.ESP_OK;
  }

  /**
   * Forgets what was configured, in flash memory too.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi("esp_wifi_restore")
  public static EspErr restore() {
    WifiSettings settings = enter();
    EspErr err = initialised();
    if (err.isOk()) {
      settings.protocols.clear();
      settings.bandwidths.clear();
      settings.inactive.clear();
      settings.country = WifiCountry.CHINA;
      EspWifi.restored();
    }
    return err;
  }
}
