using System.Text;

namespace K8sMirror.Testing.Fuzzing;

/// <summary>Damages inputs.</summary>
internal static class Mutation
{
    // Inputs that often break parsers.
    private static readonly byte[][] Words =
    [
        .. ((string[])["null", "true", "{}", "[]", "\"\"", "0", "-1", "99999999999999999999", "1e999", "\n", "\r\n", "\t", "\0", "\\", "\\u0000", "\"", "'", "{", "}", "[", "]", ",", ":", "- ", "&a", "*a", "@", "_", "/", "%", "=", "\u001b[2J", "\u202e"])
            .Select(Encoding.UTF8.GetBytes),
        [0xff], [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf],
    ];

    /// <summary>Makes one to four changes to an input.</summary>
    public static byte[] Of(byte[][] corpus, Random random, int longest)
    {
        var input = new List<byte>(corpus[random.Next(corpus.Length)]);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            Change(input, corpus, random);
        }
        return [.. input.Take(longest)];
    }

    private static void Change(List<byte> input, byte[][] corpus, Random random)
    {
        var (at, length) = Span(input.Count, random);
        switch (random.Next(8))
        {
            case 0 when input.Count > at:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when input.Count > at:
                input[at] = (byte)random.Next(256);
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                input.InsertRange(random.Next(input.Count + 1), input.GetRange(at, length));
                break;
            case 4:
                input.RemoveRange(at, input.Count - at);
                break;
            case 5:
                var other = corpus[random.Next(corpus.Length)];
                var (from, count) = Span(other.Length, random);
                input.InsertRange(at, other.AsSpan(from, count).ToArray());
                break;
            case 6:
                // Repetitions, for parsers with quadratic time or recursion.
                var part = length == 0 ? Words[random.Next(Words.Length)] : [.. input.GetRange(at, Math.Min(length, 16))];
                input.InsertRange(at, Enumerable.Repeat(part, random.Next(2, 2000)).SelectMany(p => p));
                break;
            default:
                input.InsertRange(at, Words[random.Next(Words.Length)]);
                break;
        }
    }

    private static (int At, int Length) Span(int size, Random random)
    {
        var at = random.Next(size + 1);
        return (at, random.Next(Math.Min(size - at, 1 + (size / 4)) + 1));
    }
}
