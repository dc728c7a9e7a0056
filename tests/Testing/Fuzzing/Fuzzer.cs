using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace K8sMirror.Testing.Fuzzing;

/// <summary>
/// Feeds a parser with damaged inputs: each input of a corpus, and mutations of them. An input that fails becomes a file of the corpus,
/// <c>tests/Corpus/TARGET/</c>, and is tried first from then on. A test run tries two thousand mutations of each target, always the same;
/// <c>make fuzz</c> tries others for K8SMIRROR_FUZZ_SECONDS per target.
/// </summary>
public static class Fuzzer
{
    private const int Rounds = 2000;
    private const int Seed = 20261130;
    private const int LongestInput = 16 * 1024;

    /// <summary>Tries them all; throws with the file of the first input that fails.</summary>
    /// <param name="target">Name of the corpus folder.</param>
    /// <param name="seeds">Good inputs, in addition to the corpus.</param>
    /// <param name="read">The code under test; throws for an input that it should have handled.</param>
    public static void Run(string target, IEnumerable<string> seeds, Action<string> read) =>
        Run(target, seeds.Select(Encoding.UTF8.GetBytes), input => read(Encoding.UTF8.GetString(input)));

    /// <summary>The same for a parser of bytes.</summary>
    /// <param name="target">Name of the corpus folder.</param>
    /// <param name="seeds">Good inputs, in addition to the corpus.</param>
    /// <param name="read">The code under test; throws for an input that it should have handled.</param>
    public static void Run(string target, IEnumerable<byte[]> seeds, Action<byte[]> read)
    {
        var folder = Repository.At($"tests/Corpus/{target}");
        byte[][] corpus = [.. seeds, .. Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : []];
        var last = Repository.At($"out/fuzz/{target}");
        Directory.CreateDirectory(Path.GetDirectoryName(last)!);
        foreach (var input in corpus)
        {
            Try(input);
        }
        var seconds = Environment.GetEnvironmentVariable("K8SMIRROR_FUZZ_SECONDS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        var random = new Random(seconds == 0 ? Seed : Environment.TickCount);
        var end = Environment.TickCount64 + (seconds * 1000L);
        for (var round = 0; seconds == 0 ? round < Rounds : Environment.TickCount64 < end; round++)
        {
            Try(Mutation.Of(corpus, random, LongestInput));
        }

        void Try(byte[] input)
        {
            // On disk even if the process ends or hangs.
            File.WriteAllBytes(last, input);
            try
            {
                read(input);
            }
            catch (Exception e)
            {
                Directory.CreateDirectory(folder);
                var file = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(input))[..16]);
                File.WriteAllBytes(file, input);
                throw new InvalidDataException($"{file}: {e.Message}", e);
            }
        }
    }
}
