using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace K8sMirror.Operator.Watching;

/// <summary>Splits a watch's body into JSON documents, one a line.</summary>
internal static class LineReader
{
    /// <summary>
    /// Reads until the server ends the stream. Each document is valid until the next is asked for. Throws
    /// <see cref="TimeoutException"/> when nothing came for <paramref name="idle"/>.
    /// </summary>
    public static async IAsyncEnumerable<JsonDocument> ReadAsync(
        Stream stream, TimeSpan idle, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await ReadSomeAsync(pipe, idle, cancellation).ConfigureAwait(false);
                var buffer = read.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    var line = buffer.Slice(0, end);
                    if (line.Length > 1)
                    {
                        using var document = JsonDocument.Parse(line);
                        yield return document;
                    }

                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                }

                pipe.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    yield break;
                }
            }
        }
        finally
        {
            await pipe.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static async ValueTask<ReadResult> ReadSomeAsync(PipeReader pipe, TimeSpan idle, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(idle);
        try
        {
            return await pipe.ReadAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no event and no bookmark for {idle.TotalSeconds:0} s");
        }
    }
}
