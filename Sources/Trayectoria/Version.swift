/// This library's version.
public enum TrayectoriaVersion {
  public static let current = "0.1.0"
}
