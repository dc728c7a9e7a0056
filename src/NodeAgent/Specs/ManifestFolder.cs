using System.Globalization;
using System.Text;
using K8sMirror.Bpf.Files;
using K8sMirror.Core.Manifests;
using K8sMirror.Core.Naming;

namespace K8sMirror.NodeAgent.Specs;

/// <summary>All manifests of a folder at one moment.</summary>
/// <param name="Files">Files by name (ordinal).</param>
/// <param name="Fingerprint">Differs if any name or content does.</param>
/// <param name="WrittenAt">The latest modification among them; null if there are none.</param>
internal sealed record ManifestFolder(IReadOnlyList<ManifestText> Files, string Fingerprint, DateTimeOffset? WrittenAt)
{
    private const long MaxFileBytes = 4 << 20;

    /// <summary>Reads each <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c> that is not hidden; links are followed.</summary>
    /// <exception cref="IOException">The folder or a file in it cannot be read, now.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, by its mode.</exception>
    public static ManifestFolder Read(string folder)
    {
        var files = new List<ManifestText>();
        var fingerprint = new StringBuilder();
        DateTimeOffset? writtenAt = null;
        foreach (var path in Directory.EnumerateFiles(folder).Where(p => ManifestName.IsOne(p) && !Directory.Exists(p)).Order(StringComparer.Ordinal))
        {
            if (FileStatus.TryRead(path) is { IsRegular: false })
            {
                throw new IOException($"{path} is not a regular file");
            }
            var target = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
            if (target.Length > MaxFileBytes)
            {
                throw new IOException($"{path} is larger than {MaxFileBytes >> 20} MiB");
            }
            var bytes = File.ReadAllBytes(path);
            files.Add(new(path, Encoding.UTF8.GetString(bytes)));
            fingerprint.Append(CultureInfo.InvariantCulture, $"{path}\0{Core.Naming.Fingerprint.Of(bytes)}\n");
            var modified = new DateTimeOffset(target.LastWriteTimeUtc, TimeSpan.Zero);
            writtenAt = writtenAt is { } latest && latest > modified ? latest : modified;
        }
        return new(files, fingerprint.ToString(), writtenAt);
    }
}
