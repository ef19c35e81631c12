package org.udm.continuous.metric;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.udm.continuous.FloatBatch;

/**
 * The squared Frechet distance between Gaussians fitted to two sets of features,
 *
 * <pre>|m_1 - m_2|^2 + tr(S_1 + S_2 - 2 (S_1^1/2 S_2 S_1^1/2)^1/2).</pre>
 *
 * <p>0 if means and covariances agree; smaller is better. It is biased upwards, the more the fewer
 * items there are per feature (two halves of MNIST's pixels, 1,000 images each, are 11 apart), so
 * compare only values from equal numbers of items. This is <em>not</em> the FID of papers, which is
 * this number for the features of one certain Inception network and 50,000 images; here features
 * are whatever you give.
 *
 * <p>The square root is taken through eigenvalues (EJML) of the symmetric product above, so that
 * singular covariances do no harm.
 *
 * <p>Source: Dowson and Landau, "The Frechet distance between multivariate normal distributions",
 * 1982; Heusel et al., "GANs trained by a two time-scale update rule", 2017, equation 6.
 */
public final class FrechetDistance {
  private FrechetDistance() {}

  /**
   * Returns the distance of two sets of features.
   *
   * @param sample features [n, N], at least two items
   * @param reference features [m, N], at least two items
   * @return the squared distance, at least 0
   * @throws IllegalArgumentException if shapes differ or there are fewer than two items
   */
  public static double of(FloatBatch sample, FloatBatch reference) {
    Distances.require(sample, reference, 2);
    return of(Moments.of(sample), Moments.of(reference));
  }

  /**
   * Returns the distance of two Gaussians.
   *
   * @param one mean and covariance [N]
   * @param other mean and covariance [N]
   * @return the squared distance, at least 0
   * @throws IllegalArgumentException if the dimensions differ
   */
  public static double of(Moments one, Moments other) {
    double[] mean = one.mean();
    double[] otherMean = other.mean();
    if (mean.length != otherMean.length) {
      throw new IllegalArgumentException(
          "moments of %d and of %d elements: they must be equal"
              .formatted(mean.length, otherMean.length));
    }
    double distance = 0;
    for (int k = 0; k < mean.length; k++) {
      distance += Math.pow(mean[k] - otherMean[k], 2);
    }
    DMatrixRMaj s1 = new DMatrixRMaj(one.covariance());
    DMatrixRMaj s2 = new DMatrixRMaj(other.covariance());
    DMatrixRMaj root = root(s1);
    DMatrixRMaj product = CommonOps_DDRM.mult(CommonOps_DDRM.mult(root, s2, null), root, null);
    double cross = Arrays.stream(roots(eigen(product, false))).sum();
    double traces = CommonOps_DDRM.trace(s1) + CommonOps_DDRM.trace(s2);
    return Math.max(0, distance + traces - 2 * cross);
  }

  /** The eigenvalues of a symmetric matrix, with or without eigenvectors. */
  private static EigenDecomposition_F64<DMatrixRMaj> eigen(DMatrixRMaj matrix, boolean vectors) {
    int n = matrix.numRows;
    DMatrixRMaj symmetric = CommonOps_DDRM.transpose(matrix, null); // half the sum: rounding
    CommonOps_DDRM.addEquals(symmetric, matrix);
    CommonOps_DDRM.scale(0.5, symmetric);
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, vectors, true);
    if (!eigen.decompose(symmetric)) {
      throw new IllegalArgumentException(
          "a covariance of %d elements has no eigenvalues: are all features finite?".formatted(n));
    }
    return eigen;
  }

  private static double[] roots(EigenDecomposition_F64<DMatrixRMaj> eigen) {
    double[] roots = new double[eigen.getNumberOfEigenvalues()];
    Arrays.setAll(roots, k -> rootOf(eigen.getEigenvalue(k).getReal()));
    return roots;
  }

  /** Of a positive semi-definite matrix: V diag(roots) V^T. */
  private static DMatrixRMaj root(DMatrixRMaj matrix) {
    int n = matrix.numRows;
    EigenDecomposition_F64<DMatrixRMaj> eigen = eigen(matrix, true);
    DMatrixRMaj vectors = new DMatrixRMaj(n, n); // in rows
    for (int k = 0; k < n; k++) {
      System.arraycopy(eigen.getEigenVector(k).data, 0, vectors.data, k * n, n);
    }
    DMatrixRMaj scaled = vectors.copy();
    CommonOps_DDRM.multRows(roots(eigen), scaled);
    return CommonOps_DDRM.multTransA(vectors, scaled, null);
  }

  /** Rounding makes eigenvalues of 0 negative. */
  private static double rootOf(double eigenvalue) {
    return Math.sqrt(Math.max(0, eigenvalue));
  }
}
