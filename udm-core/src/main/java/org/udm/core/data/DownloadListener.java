package org.udm.core.data;

/** Is told how far a download is: a few times a second and once at its end. */
@FunctionalInterface
public interface DownloadListener {

  /**
   * Takes the state of a download.
   *
   * @param file what is being got
   * @param received bytes that are here, those of an earlier attempt included
   * @param total bytes of the whole file, -1 where the server does not say
   */
  void received(Download file, long received, long total);

  /**
   * Returns a listener that does nothing.
   *
   * @return the listener
   */
  static DownloadListener none() {
    return (file, received, total) -> {};
  }
}
