package org.udm.torch.cuda;

import java.nio.file.Path;

/**
 * A folder that may hold libraries.
 *
 * @param path the folder
 * @param origin what led to it, such as CUDA_HOME
 */
public record LibraryFolder(Path path, String origin) {}
