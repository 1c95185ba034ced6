import COpenBLAS

/// Which BLAS and LAPACK this process runs on.
public enum BLASVersion {
  public static var blas: String { String(cString: openblas_get_config()) }

  public static var core: String { String(cString: openblas_get_corename()) }

  public static var lapack: String {
    var major = Int32(0)
    var minor = Int32(0)
    var patch = Int32(0)
    ilaver_(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
  }
}
