using System.Runtime.InteropServices;
using Tmds.Linux;

namespace K8sMirror.Bpf.Netlink;

/// <summary>
/// Requests and answers over netlink, in the network namespace in which it was opened, from any thread. Not thread-safe.
/// </summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    public const int Route = 0;
    public const int Generic = 16;
    private const int NETLINK_CAP_ACK = 10;
    private const int NETLINK_EXT_ACK = 11;
    private const int NETLINK_GET_STRICT_CHK = 12;
    private const ushort MessageError = 2;
    private const ushort MessageDone = 3;
    private const ushort FlagInterrupted = 0x10;
    private const ushort FlagWords = 0x200;
    private const int DumpTries = 20;

    private readonly KernelHandle handle;

    // The kernel fills at most 32 KiB for a dump, and a single link with many VFs can be larger than a page.
    private readonly byte[] buffer = new byte[64 * 1024];
    private uint sequence;

    /// <summary>Opens a socket.</summary>
    /// <param name="protocol">Netlink protocol.</param>
    /// <param name="strict">The kernel respects a dump's parameters, such as another namespace, and refuses unknown ones (Linux 4.20).</param>
    public NetlinkSocket(int protocol, bool strict = false)
    {
        handle = KernelHandle.OpenSocket(LibC.AF_NETLINK, LibC.SOCK_RAW, protocol);
        using var use = handle.Use();
        var one = 1;
        if (strict && LibC.setsockopt(use.Descriptor, LibC.SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof(int)) != 0)
        {
            throw KernelException.Last("open a strict netlink socket");
        }
        _ = LibC.setsockopt(use.Descriptor, LibC.SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(int));
        _ = LibC.setsockopt(use.Descriptor, LibC.SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(int));
    }

    /// <summary>Parses one message; null skips it.</summary>
    public delegate T? Parse<T>(ushort type, ReadOnlySpan<byte> payload);

    /// <summary>Sends a request.</summary>
    public void Do(NetlinkMessage request, string operation) =>
        Collect<object>(request, acknowledge: true, static (_, _) => null, operation, out _);

    /// <summary>The single answer to a request.</summary>
    public T Ask<T>(NetlinkMessage request, Parse<T> parse, string operation)
        where T : class => Collect(request, acknowledge: true, parse, operation, out _) is [var answer, ..]
            ? answer
            : throw new KernelException(Errno.ENOENT, operation);

    /// <summary>All answers to a dump; repeated if the kernel reports that the list changed meanwhile (NLM_F_DUMP_INTR).</summary>
    public List<T> DumpAll<T>(NetlinkMessage request, Parse<T> parse, string operation)
        where T : class
    {
        for (var tries = 0; ; tries++)
        {
            var answers = Collect(request, acknowledge: false, parse, operation, out var interrupted);
            if (!interrupted)
            {
                return answers;
            }
            if (tries == DumpTries)
            {
                throw new KernelException(Errno.EAGAIN, operation, "the list kept changing while it was read");
            }
        }
    }

    public void Dispose() => handle.Dispose();

    private List<T> Collect<T>(NetlinkMessage request, bool acknowledge, Parse<T> parse, string operation, out bool interrupted)
        where T : class
    {
        using var use = handle.Use();
        Send(use.Descriptor, request.Finish(++sequence, acknowledge), operation);
        var answers = new List<T>();
        interrupted = false;
        while (true)
        {
            var messages = new NetlinkAnswers(Receive(use.Descriptor, operation));
            while (messages.MoveNext())
            {
                if (messages.Sequence != sequence)
                {
                    continue; // Left over from an earlier request that failed.
                }
                interrupted |= (messages.Flags & FlagInterrupted) != 0;
                if (messages.Type is MessageError or MessageDone)
                {
                    ThrowOnError(messages.Type, messages.Flags, messages.Payload, operation);
                    return answers;
                }
                if (parse(messages.Type, messages.Payload) is { } answer)
                {
                    answers.Add(answer);
                }
            }
        }
    }

    internal static void ThrowOnError(ushort type, ushort flags, ReadOnlySpan<byte> payload, string operation)
    {
        var error = payload.Length >= 4 ? -MemoryMarshal.Read<int>(payload) : 0;
        if (error <= 0)
        {
            return;
        }
        // After an error follows the capped header of the request, after a dump's end only the code.
        var before = type == MessageError ? 20 : 4;
        var words = new NetlinkAttributes((flags & FlagWords) == 0 || payload.Length < before ? [] : payload[before..]);
        var said = "";
        while (words.MoveNext())
        {
            said = words.Type == 1 ? words.Text : said;
        }
        throw new KernelException(error, operation, said);
    }

    private static void Send(int descriptor, ReadOnlySpan<byte> request, string operation)
    {
        fixed (byte* bytes = request)
        {
            if (LibC.send(descriptor, bytes, request.Length, 0) < 0)
            {
                throw KernelException.Last(operation);
            }
        }
    }

    private ReadOnlySpan<byte> Receive(int descriptor, string operation)
    {
        fixed (byte* bytes = buffer)
        {
            while (true)
            {
                var size = (long)LibC.recv(descriptor, bytes, buffer.Length, LibC.MSG_TRUNC);
                if (size > buffer.Length)
                {
                    throw new KernelException(Errno.ENOBUFS, operation);
                }
                if (size >= 0)
                {
                    return buffer.AsSpan(0, (int)size);
                }
                if (LibC.errno != Errno.EINTR)
                {
                    throw KernelException.Last(operation);
                }
            }
        }
    }
}
