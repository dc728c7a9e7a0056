# The operator, with its own .NET runtime. Build it from the top of the repository:
#   docker build -f deploy/images/operator.Dockerfile -t k8smirror-operator .
#   docker buildx build --platform linux/amd64,linux/arm64 -f deploy/images/operator.Dockerfile -t k8smirror-operator .
#
# The build arguments are those of agent.Dockerfile; PUBLISHED brings the folder /published.
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0-noble
ARG BASE_IMAGE=mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
ARG PUBLISHED=build

FROM --platform=${BUILDPLATFORM} ${SDK_IMAGE} AS build
ARG TARGETARCH
ARG PROGRAM_VERSION=""
WORKDIR /src
COPY . .
RUN K8SMIRROR_VERSION="${PROGRAM_VERSION}" scripts/publish-operator.sh /published "${TARGETARCH}"

FROM ${PUBLISHED} AS published

FROM ${BASE_IMAGE}
ARG VERSION=dev
ARG REVISION=unknown
# Where the sources are, and the licences of what is in the image (an SPDX expression): whoever publishes it says so.
ARG SOURCE=unknown
ARG LICENSES=NOASSERTION
# Again, because an ARG from before the first FROM is not known here.
ARG BASE_IMAGE
LABEL org.opencontainers.image.title="k8smirror-operator" \
      org.opencontainers.image.description="Plans what each node of a cluster mirrors" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.licenses="${LICENSES}" \
      org.opencontainers.image.vendor="K8sMirror" \
      org.opencontainers.image.base.name="${BASE_IMAGE}"
COPY --from=published /published/ /opt/k8smirror/
# The bill of materials, as CycloneDX.
COPY --from=published /published/k8smirror-operator.cdx.json /usr/share/sbom/k8smirror-operator.cdx.json
# Licences and notices of all its parts, where Debian has those of its packages.
COPY --from=published /published/k8smirror-operator.notices.txt /usr/share/doc/k8smirror-operator/copyright
# The root file system is read-only: no diagnostics socket, and nobody watches configuration files that cannot change.
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_hostBuilder__reloadConfigOnChange=false
USER 65532:65532
WORKDIR /opt/k8smirror
ENTRYPOINT ["/opt/k8smirror/k8smirror-operator"]
CMD ["run"]
