# The node agent: one native binary. Build it from the top of the repository:
#   docker build -f deploy/images/agent.Dockerfile -t k8smirror-agent .
#   docker buildx build --platform linux/amd64,linux/arm64 -f deploy/images/agent.Dockerfile -t k8smirror-agent .
#
# Every platform is compiled on the machine that builds, whatever that is: for another architecture with clang, lld and Debian's libraries.
#
# SDK_IMAGE   a Debian or Ubuntu with the .NET SDK of global.json; the rest is installed by scripts/setup.sh
# BASE_IMAGE  what it runs on: libc (not older than SDK_IMAGE's), libssl 3 and nothing else. Pin both by digest in a release.
# DEBIAN_MIRROR  where an SDK_IMAGE that is not a Debian finds those libraries; without it only the machine's own architecture can be built
# PROGRAM_VERSION  what the program says that it is, a semantic version; default: that of Directory.Build.props
# PUBLISHED   a stage or an image that has the binary under /published: `build` compiles it here, another image brings it along
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0-noble
ARG BASE_IMAGE=mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
ARG PUBLISHED=build

FROM --platform=${BUILDPLATFORM} ${SDK_IMAGE} AS build
ARG TARGETARCH
ARG DEBIAN_MIRROR=""
ARG PROGRAM_VERSION=""
WORKDIR /src
COPY . .
RUN export K8SMIRROR_VERSION="${PROGRAM_VERSION}" && scripts/setup.sh build cross && scripts/publish-agent.sh /published/k8smirror-agent "${TARGETARCH}"

FROM ${PUBLISHED} AS published

FROM ${BASE_IMAGE}
ARG VERSION=dev
ARG REVISION=unknown
# Where the sources are, and the licences of what is in the image (an SPDX expression): whoever publishes it says so.
ARG SOURCE=unknown
ARG LICENSES=NOASSERTION
# Again, because an ARG from before the first FROM is not known here.
ARG BASE_IMAGE
LABEL org.opencontainers.image.title="k8smirror-agent" \
      org.opencontainers.image.description="Mirrors packets between the network interfaces of one node" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.licenses="${LICENSES}" \
      org.opencontainers.image.vendor="K8sMirror" \
      org.opencontainers.image.base.name="${BASE_IMAGE}"
COPY --from=published /published/k8smirror-agent /usr/bin/k8smirror-agent
# The bill of materials, as CycloneDX.
COPY --from=published /published/k8smirror-agent.cdx.json /usr/share/sbom/k8smirror-agent.cdx.json
# Licences and notices of all its parts, where Debian has those of its packages.
COPY --from=published /published/k8smirror-agent.notices.txt /usr/share/doc/k8smirror-agent/copyright
# Root, because Kubernetes gives added capabilities to no other user. The chart takes every capability away but BPF and NET_ADMIN.
USER 0:0
ENTRYPOINT ["/usr/bin/k8smirror-agent"]
CMD ["run"]
