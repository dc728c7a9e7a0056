using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace K8sMirror.Testing;

/// <summary>Reads the output of <c>kubectl mirror support-bundle</c>.</summary>
public static class SupportBundle
{
    /// <summary>Its files, by name.</summary>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        using var tar = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var entries = new Dictionary<string, string>();
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            using var content = new StreamReader(entry.DataStream ?? Stream.Null, Encoding.UTF8);
            entries[entry.Name] = content.ReadToEnd();
        }
        return entries;
    }
}
