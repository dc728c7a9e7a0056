using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace K8sMirror.Serving;

/// <summary>
/// Makes one page at a time, in memory, and sends each request its copy in pieces. So a slow reader delays no one else: the exporter by itself makes no page
/// before all have read the last one. At most <see cref="Most"/> copies are kept.
/// </summary>
internal static class PageCopies
{
    /// <summary>Maximum number of copies at the same time.</summary>
    public const int Most = 4;

    // Measured with 2,560 edges: the exporter's series and buffers, which stay allocated, and the page itself.
    private const double FirstPage = 1.5;
    private const long MostOfAFirstPage = 64L * 1024 * 1024;
    // Each piece is copied to the server's own buffers, too.
    private const int Piece = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly PipeOptions Unbounded = new(pauseWriterThreshold: 0, minimumSegmentSize: 64 * 1024, useSynchronizationContext: false);
    // One for the process, like its exporter.
    private static readonly SemaphoreSlim Maker = new(1);
    private static readonly SemaphoreSlim Places = new(Most);
    private static readonly Lock Gate = new();
    private static readonly LinkedList<Guest> Readers = [];
    private static long longest;

    /// <summary>Answers a request with what <paramref name="make"/> writes.</summary>
    public static async Task AnswerAsync(HttpContext context, RequestDelegate make)
    {
        var guest = Guest.Of(context);
        // It may keep others out neither while it waits nor while it reads its page.
        guest.IsAnswered = false;
        var place = await EnterAsync(guest, context.RequestAborted).ConfigureAwait(false);
        var page = new Pipe(Unbounded);
        try
        {
            if (await MakeAsync(context, make, page.Writer).ConfigureAwait(false))
            {
                await SendAsync(context.Response, page.Reader, context.RequestAborted).ConfigureAwait(false);
            }
            else
            {
                await context.WriteAsync(StatusCodes.Status503ServiceUnavailable, "there is not enough memory for this page").ConfigureAwait(false);
            }
        }
        finally
        {
            await page.Reader.CompleteAsync().ConfigureAwait(false);
            Leave(place);
        }
    }

    private static async Task<bool> MakeAsync(HttpContext context, RequestDelegate make, PipeWriter page)
    {
        await Maker.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            if (!MemoryRoom.IsThereFor(longest == 0 ? Math.Min((long)(MemoryRoom.InUse * FirstPage), MostOfAFirstPage) : longest + Piece))
            {
                return false;
            }
            var body = context.Response.Body;
            context.Response.Body = page.AsStream(leaveOpen: true);
            try
            {
                await make(context).ConfigureAwait(false);
            }
            finally
            {
                context.Response.Body = body;
            }
            // The exporter does not report why it failed, and a part of a page would be taken for the whole.
            return context.Response.StatusCode == StatusCodes.Status200OK;
        }
        finally
        {
            await page.CompleteAsync().ConfigureAwait(false);
            Maker.Release();
        }
    }

    private static async Task SendAsync(HttpResponse response, PipeReader page, CancellationToken aborted)
    {
        // The page is complete.
        var bytes = (await page.ReadAsync(aborted).ConfigureAwait(false)).Buffer;
        longest = Math.Max(longest, bytes.Length);
        response.ContentLength = bytes.Length;
        while (!bytes.IsEmpty)
        {
            var piece = bytes.Slice(0, Math.Min(Piece, bytes.Length));
            foreach (var segment in piece)
            {
                response.BodyWriter.Write(segment.Span);
            }
            await response.BodyWriter.FlushAsync(aborted).ConfigureAwait(false);
            bytes = bytes.Slice(piece.End);
        }
    }

    /// <summary>Waits for a place. While there is none, one reader after another is disconnected: the oldest of the peer that has the most.</summary>
    private static async Task<LinkedListNode<Guest>> EnterAsync(Guest guest, CancellationToken aborted)
    {
        while (!await Places.WaitAsync(Patience, aborted).ConfigureAwait(false))
        {
            Guest? slow;
            lock (Gate)
            {
                slow = Guest.OldestOfTheLargestCrowd(Readers);
            }
            slow?.Connection.Abort(new("its page takes too long, and others wait"));
        }
        lock (Gate)
        {
            return Readers.AddLast(guest);
        }
    }

    private static void Leave(LinkedListNode<Guest> place)
    {
        lock (Gate)
        {
            Readers.Remove(place);
        }
        Places.Release();
    }
}
