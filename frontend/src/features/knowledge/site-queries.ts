import {
  addSiteMutation,
  changeSiteMutation,
  deleteSiteMutation,
  getSearchIndexOptions,
  getSiteOptions,
  listSitesOptions,
  readSiteAgainMutation,
} from '@/api/generated/@tanstack/react-query.gen'
import type { ListSitesResponse, SiteDetail } from '@/api/generated'

export type Site = ListSitesResponse['items'][number]
export type SitePage = SiteDetail['pages'][number]
export type Refresh = Site['refresh']

export const siteList = (agentId: string) => ({
  ...listSitesOptions({ path: { agent_id: agentId } }),
  select: (page: { items: Site[] }) => page.items,
})
export const siteDetail = (agentId: string, siteId: string) =>
  getSiteOptions({ path: { agent_id: agentId, site_id: siteId } })
export const searchIndex = getSearchIndexOptions

export const addSite = addSiteMutation
export const changeSite = changeSiteMutation
export const readSiteAgain = readSiteAgainMutation
export const deleteSite = deleteSiteMutation
