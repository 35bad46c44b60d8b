package dev.espalier.hal.wifi;

/**
 * Where the radio is ({@code wifi_country_t}).
 *
 * @param cc the country's code
 * @param schan the first channel
 * @param nchan how many channels
 * @param manual whether this holds whatever access points say
 */
public record WifiCountry(String cc, int schan, int nchan, boolean manual) {
  /** What the driver begins with. */
  public static final WifiCountry CHINA = new WifiCountry("CN", 1, 13, false);
}
