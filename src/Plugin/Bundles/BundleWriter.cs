using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace K8sMirror.Plugin.Bundles;

/// <summary>Writes a tar.gz that only its owner may read. It takes only text that a <see cref="Redactor"/> has cleaned.</summary>
internal sealed class BundleWriter : IDisposable
{
    private readonly TarWriter tar;
    private readonly string folder;
    private readonly DateTimeOffset at;

    /// <summary>Creates the file.</summary>
    /// <exception cref="IOException">It cannot be created, or already exists.</exception>
    public BundleWriter(string path, DateTimeOffset at)
    {
        this.at = at;
        folder = Path.GetFileName(path).Replace(".tar.gz", "", StringComparison.Ordinal);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        tar = new(new GZipStream(new FileStream(path, options), CompressionLevel.Optimal), TarEntryFormat.Pax);
    }

    /// <summary>Paths of the entries written so far.</summary>
    public List<string> Entries { get; } = [];

    /// <summary>Adds a text.</summary>
    public void Add(string name, CleanText text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{folder}/{name}")
        {
            DataStream = content,
            ModificationTime = at,
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        Entries.Add(name);
    }

    /// <inheritdoc/>
    public void Dispose() => tar.Dispose();
}
