using System.Security.Cryptography;

namespace K8sMirror.Cluster.Direct;

/// <summary>
/// A small file that changes, as rotating tokens and certificates do: read each time, parsed when its text is new. Times of modification would
/// not do: what a pod sees is a link to a link to the file, and the outer link never changes. Any thread.
/// </summary>
public sealed class ChangingFile<T>(string path, Func<string, T> parse)
    where T : class
{
    private readonly Lock gate = new();
    private string? text;
    private T? value;

    /// <summary>What the file says now; what it last said while it cannot be read or parsed, as in the middle of a rotation.</summary>
    /// <exception cref="IOException">It cannot be read, and never could.</exception>
    public T Get()
    {
        lock (gate)
        {
            if (Read() is { } now && now != text)
            {
                try
                {
                    value = parse(now);
                    text = now;
                }
                catch (CryptographicException) when (value is not null)
                {
                    // Half written; the next call looks again.
                }
            }
            return value!;
        }
    }

    private string? Read()
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (value is not null && e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
