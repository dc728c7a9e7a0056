namespace K8sMirror.Testing;

/// <summary>The C compiler that the build uses for BPF.</summary>
public static class Clang
{
    private static readonly string[] Names = ["clang", .. Enumerable.Range(14, 9).Reverse().Select(v => $"clang-{v}")];

    /// <summary>The first clang found.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static string Path { get; } = Names.Prepend(Environment.GetEnvironmentVariable("BPF_CLANG") ?? "")
        .Where(name => name.Length > 0)
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => System.IO.Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("No clang found: install clang 14 or later, or set BPF_CLANG.");
}
