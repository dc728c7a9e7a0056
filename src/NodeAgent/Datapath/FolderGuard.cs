using System.Text;
using K8sMirror.Bpf;
using Tmds.Linux;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>
/// Who else could change what is in a folder. Whoever may write to the pins' folder, or exchange it for another, decides what the node copies
/// and where to.
/// </summary>
internal static unsafe class FolderGuard
{
    private const int OthersMayUse = 0x3f; // 077
    private const int OthersMayWrite = 0x12; // 022
    private const int Sticky = 0x200; // 01000: entries are removed and renamed by their owners alone

    /// <summary>Takes away what others may do with a folder of ours, as long as none of them could have put something there.</summary>
    /// <exception cref="KernelException">It is somebody else's, or others may write to it or above it.</exception>
    public static void Close(string folder)
    {
        var status = Read(folder);
        if (!IsOurs(status))
        {
            throw Refuse(folder, $"it belongs to user {(uint)status.st_uid}", folder);
        }
        if ((Mode(status) & OthersMayWrite) != 0)
        {
            throw Refuse(folder, $"others may write to it (mode {Octal(status)})", folder);
        }
        if ((Mode(status) & OthersMayUse) != 0)
        {
            Restrict(folder);
        }
        for (var above = Path.GetDirectoryName(folder); above is not null; above = Path.GetDirectoryName(above))
        {
            var parent = Read(above);
            if (!IsOurs(parent) || ((Mode(parent) & OthersMayWrite) != 0 && (Mode(parent) & Sticky) == 0))
            {
                throw Refuse(folder, $"others may exchange it, because {above} belongs to user {(uint)parent.st_uid} and has mode {Octal(parent)}", above);
            }
        }
    }

    private static KernelException Refuse(string folder, string why, string mend) => new(
        Errno.EACCES,
        $"use {folder} for pins: {why}, so others could change what this node copies; look at what is in it, then run '"
        + (mend == folder ? $"chown -R 0:0 {mend} && chmod -R go= {mend}" : $"chown 0:0 {mend} && chmod go-w {mend}")
        + "', which makes it root's and closes it to others");

    private static stat Read(string path)
    {
        stat status;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            return LibC.stat(name, &status) == 0 ? status : throw new KernelException(LibC.errno, $"look at {path}");
        }
    }

    private static void Restrict(string path)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            if (LibC.chmod(name, 0x1c0) != 0) // 0700
            {
                throw new KernelException(LibC.errno, $"close {path} to others");
            }
        }
    }

    private static bool IsOurs(in stat status) => (uint)status.st_uid == 0 || (uint)status.st_uid == (uint)LibC.geteuid();

    private static int Mode(in stat status) => (int)(uint)status.st_mode & 0xfff;

    private static string Octal(in stat status) => Convert.ToString(Mode(status), 8).PadLeft(4, '0');
}
