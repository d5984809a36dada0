export { ModelForm } from './model-form'
export { VoiceForm } from './voice-form'
