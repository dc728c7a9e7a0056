using System.Globalization;

namespace K8sMirror.E2E.Traffic;

/// <summary>Content of a datagram of <see cref="TalkingPods"/>.</summary>
/// <param name="Pod">Name of the pod.</param>
/// <param name="Number">Sequence number, from 1.</param>
/// <param name="SentAt">Time in microseconds since 1970.</param>
internal sealed record Talk(string Pod, int Number, long SentAt)
{
    /// <summary>Parses the text; null if it is something else.</summary>
    public static Talk? Parse(string text) =>
        text.IndexOf("TALK ", StringComparison.Ordinal) is var at and >= 0
        && text[at..].Split(' ', '\n') is [_, var pod, var number, var time, ..]
            ? new(pod, int.Parse(number, CultureInfo.InvariantCulture), long.Parse(time, CultureInfo.InvariantCulture))
            : null;
}
