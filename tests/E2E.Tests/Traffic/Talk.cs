using System.Globalization;

namespace K8sMirror.E2E.Traffic;

/// <summary>What a datagram of <see cref="TalkingPods"/> says.</summary>
/// <param name="Pod">Name of the pod.</param>
/// <param name="Number">From 1 on.</param>
/// <param name="SentAt">When, in microseconds since 1970.</param>
internal sealed record Talk(string Pod, int Number, long SentAt)
{
    /// <summary>Reads the text; null if it is another one.</summary>
    public static Talk? Parse(string text) =>
        text.IndexOf("TALK ", StringComparison.Ordinal) is var at and >= 0
        && text[at..].Split(' ', '\n') is [_, var pod, var number, var time, ..]
            ? new(pod, int.Parse(number, CultureInfo.InvariantCulture), long.Parse(time, CultureInfo.InvariantCulture))
            : null;
}
