/**
 * What runs on points and on images share: data sets, families of corruptions, samplers by name,
 * and the kind itself, which a {@link org.udm.cli.vector.Form} makes one of points or of images.
 *
 * <p>The state is rows with their classes; rows of no class have {@link
 * org.udm.continuous.Labels#NONE}. A family of corruptions is one {@link
 * org.udm.cli.vector.Family}, a sampler one {@link org.udm.cli.vector.Method} in its list. Letters:
 * K classes, n items of a data set.
 */
package org.udm.cli.vector;
